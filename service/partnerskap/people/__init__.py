"""Who may do what: people, how they show who they are, and what their roles let them do."""
