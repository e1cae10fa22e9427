"""The domain: tasks, their stages and progress, the engines that do the work, the queue that carries it."""
