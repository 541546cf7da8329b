"""What others read of a campaign: feeds for web sites, and the media that networks fetch."""
