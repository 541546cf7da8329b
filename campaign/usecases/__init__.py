"""What people and daemons do with a campaign, each in one module, over what it is handed."""
