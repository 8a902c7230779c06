"""Any server that speaks OpenAI's audio API: OpenAI itself, speaches, vLLM, our own."""
