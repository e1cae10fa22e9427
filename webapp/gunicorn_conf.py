"""How gunicorn serves: `-c python:webapp.gunicorn_conf`. Imports nothing that gevent must patch first."""

import os

bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"
worker_class = "webapp.streaming.gunicorn_worker.StreamWorker"
# one process holds thousands of streams; WEB_CONCURRENCY starts more of them
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_connections = 2000
# below the 30 s after which a host kills
graceful_timeout = 20
timeout = 60
keepalive = 75
# by default gunicorn trusts SCRIPT_NAME from any local client, which can move or break every address
forwarder_headers = ""
# its socket is per user of the machine, so two servers would share it
control_socket_disable = True
accesslog = "-"
logger_class = "webapp.access_log.AccessLogger"
# the path without its query, which may carry a token
access_log_format = '%(h)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
