"""Every decision about publications, made without touching anything: values in, values out."""
