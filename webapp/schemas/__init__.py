"""The one schema of the HTTP contract: validation, OpenAPI and the browser's types all come from these models."""
