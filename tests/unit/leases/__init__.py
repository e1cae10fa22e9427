"""Who may write to a task: leases, and the rows and stages that their holders write."""
