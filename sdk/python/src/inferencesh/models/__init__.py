"""Models that apps share: usage figures (``output_meta``) and language models (``llm``)."""
