"""What makes the campaign provable: people, approval, the record, taking back, consent."""
