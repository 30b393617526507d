import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from inferencesh import BaseApp, OutputMeta, TextMeta
from inferencesh.models.llm import LLMInput, LLMOutput, LLMUsage, build_openai_messages


class Model:
    """A very small model. Yours takes its place: it gets messages in the usual form and gives pieces of text."""

    async def generate(self, messages: list[dict], max_tokens: int) -> AsyncIterator[str]:
        question = messages[-1]["content"]
        words = f"You said: {question}".split()
        for number, word in enumerate(words[:max_tokens]):
            await asyncio.sleep(0.02)
            yield word if number == 0 else f" {word}"


class App(BaseApp):
    async def setup(self) -> None:
        self.model = Model()

    async def run(self, input_data: LLMInput) -> AsyncGenerator[LLMOutput, None]:
        """Answers a message, token by token."""
        messages = build_openai_messages(input_data)
        prompt_tokens = sum(len(str(message["content"]).split()) for message in messages)
        response, tokens = "", 0
        async for piece in self.model.generate(messages, input_data.max_tokens or 512):
            response += piece
            tokens += 1
            yield self.output(response, prompt_tokens, tokens)

    def output(self, response: str, prompt_tokens: int, tokens: int) -> LLMOutput:
        return LLMOutput(
            response=response,
            usage=LLMUsage(
                prompt_tokens=prompt_tokens, completion_tokens=tokens, total_tokens=prompt_tokens + tokens
            ),
            output_meta=OutputMeta(inputs=[TextMeta(tokens=prompt_tokens)], outputs=[TextMeta(tokens=tokens)]),
        )
