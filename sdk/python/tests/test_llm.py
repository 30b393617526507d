"""Helpers for language models."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from inferencesh import File
from inferencesh.models.llm import (
    BaseLLMOutput,
    ContextMessage,
    ContextMessageRole,
    FileCapabilityMixin,
    ImageCapabilityMixin,
    ImagesMixin,
    LLMInput,
    LLMOutput,
    LLMUsage,
    LLMUsageMixin,
    Message,
    ReasoningCapabilityMixin,
    ReasoningEffortEnum,
    ReasoningMixin,
    ResponseTransformer,
    ToolCallsMixin,
    ToolsCapabilityMixin,
    build_messages,
    build_openai_messages,
    build_tools,
    stream_generate,
    timing_context,
)


class Input(
    LLMInput, ImageCapabilityMixin, FileCapabilityMixin, ReasoningCapabilityMixin, ToolsCapabilityMixin
):  # fmt: skip
    pass


class Output(LLMOutput, ReasoningMixin, ToolCallsMixin, ImagesMixin):
    pass


def turn(role: str, text: str = "", **members: Any) -> dict[str, Any]:
    return {"role": role, "text": text, **members}


def messages_of(*context: dict[str, Any], options: dict[str, Any] | None = None, **values: Any) -> list[dict[str, Any]]:
    given = Input.model_validate({"system_prompt": "", "context": list(context), "text": "now", **values})
    return build_openai_messages(given, **(options or {}))


def test_input_has_the_defaults_and_bounds_of_the_contract() -> None:
    given = Input(text="t")

    assert (given.temperature, given.top_p, given.context_size, given.max_tokens) == (0.7, 0.95, 4096, 64000)
    assert (given.role, given.context, given.images, given.tools) == (ContextMessageRole.USER, [], None, None)
    assert (given.reasoning_effort, given.reasoning_max_tokens) == (ReasoningEffortEnum.NONE, None)
    assert given.system_prompt
    for field in ("temperature", "top_p"):
        with pytest.raises(ValidationError):
            Input.model_validate({"text": "t", field: 1.1})
    with pytest.raises(ValidationError):
        Input.model_validate({})
    assert Message(role="user", content="c").role is ContextMessageRole.USER  # type: ignore[arg-type]
    assert ContextMessage().text == ""


def test_output_has_the_members_of_its_mixins() -> None:
    assert set(Output.model_fields) == {"response", "usage", "reasoning", "tool_calls", "images", "output_meta"}
    assert set(LLMOutput.model_fields) == {"response", "usage", "output_meta"}
    assert LLMUsage().model_dump() == {
        "stop_reason": "",
        "time_to_first_token": 0.0,
        "tokens_per_second": 0.0,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "total_tokens": 0,
        "reasoning_tokens": 0,
        "reasoning_time": 0.0,
    }
    assert issubclass(LLMOutput, LLMUsageMixin) and issubclass(LLMOutput, BaseLLMOutput)


def test_messages_are_system_context_and_current_in_order() -> None:
    assert messages_of(turn("user", "a"), turn("assistant", "b"), system_prompt="be brief") == [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "b"},
        {"role": "user", "content": "now"},
    ]
    assert build_messages is build_openai_messages


def test_neighbours_of_one_role_are_merged() -> None:
    assert messages_of(turn("user", "a"), turn("user"), turn("user", "b")) == [
        {"role": "user", "content": "a\n\nb\n\nnow"}
    ]


def test_the_current_message_of_a_user_can_be_transformed() -> None:
    options = {"transform_user_message": str.upper}

    assert messages_of(options=options)[0]["content"] == "NOW"
    assert messages_of(options=options, role="assistant")[0]["content"] == "now"


def test_contents_become_parts_as_soon_as_any_message_has_an_image_or_file(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"png")
    (tmp_path / "b.pdf").write_bytes(b"pdf")
    given = Input(
        system_prompt="s",
        context=[ContextMessage(role=ContextMessageRole.ASSISTANT, text="a")],
        text="look",
        images=[File(path=tmp_path / "a.png")],
        files=[File(path=tmp_path / "b.pdf")],
    )

    messages = build_openai_messages(given)

    assert messages[0]["content"] == [{"type": "text", "text": "s"}]
    assert messages[1]["content"] == [{"type": "text", "text": "a"}]
    encoded = base64.b64encode(b"png").decode(), base64.b64encode(b"pdf").decode()
    assert messages[2]["content"] == [
        {"type": "text", "text": "look"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{encoded[0]}"}},
        {"type": "file", "file": {"filename": "b.pdf", "file_data": f"data:application/pdf;base64,{encoded[1]}"}},
    ]


def test_files_can_be_named_by_their_own_address(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"png")
    images = [File(uri="https://x/a.png"), File(path=tmp_path / "a.png"), File(uri="data:image/png;base64,aa")]

    given = Input(system_prompt="", text="", images=images)
    urls = [part["image_url"]["url"] for part in build_openai_messages(given, image_mode="uri")[0]["content"]]

    assert urls == ["https://x/a.png", "data:image/png;base64,cG5n", "data:image/png;base64,aa"]


def test_reasoning_is_included_when_asked_for() -> None:
    context = turn("assistant", "answer", reasoning="thought")

    assert messages_of(context)[0]["content"] == "answer"
    assert messages_of(context, options={"include_reasoning": True})[0]["content"] == [
        {"type": "text", "text": "<think>thought</think>"},
        {"type": "text", "text": "answer"},
    ]


def test_tool_calls_have_text_arguments_and_results_of_parallel_calls_stay_apart() -> None:
    calls = [
        {"id": "c1", "type": "function", "function": {"name": "f", "arguments": {"a": 1}}},
        {"id": "c2", "function": {"name": "g", "arguments": '{"b":2}'}},
    ]

    messages = messages_of(
        turn("assistant", tool_calls=calls),
        turn("tool", "one", tool_call_id="c1"),
        role="tool",
        tool_call_id="c2",
        text="two",
    )

    assert messages == [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}},
                {"id": "c2", "type": "function", "function": {"name": "g", "arguments": '{"b":2}'}},
            ],
        },
        {"role": "tool", "content": "one", "tool_call_id": "c1"},
        {"role": "tool", "content": "two", "tool_call_id": "c2"},
    ]
    assert messages_of(role="tool")[0]["tool_call_id"] == ""


def test_tools_are_wrapped_and_their_parameters_never_null() -> None:
    assert build_tools(None) is None
    assert build_tools([]) is None
    assert build_tools(
        [
            {"type": "function", "function": {"name": "f", "description": None, "parameters": None}},
            {
                "name": "g",
                "parameters": {"type": "object", "title": None, "properties": {"a": {"type": "string"}, "b": None}},
            },
        ]
    ) == [
        {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}},
        {
            "type": "function",
            "function": {"name": "g", "parameters": {"type": "object", "properties": {"a": {"type": "string"}}}},
        },
    ]  # fmt: skip


def feed(transformer: ResponseTransformer, *pieces: str | dict[str, Any]) -> Any:
    buffer, output = "", None
    for piece in pieces:
        buffer, output, _ = transformer(piece, buffer)
    return output


def test_pieces_add_up_to_outputs_that_hold_everything() -> None:
    transformer = ResponseTransformer()
    buffer, first, changes = transformer("Hel", "")
    buffer, second, _ = transformer("lo<|im_end|>", buffer, LLMUsage(completion_tokens=2))

    assert (first.response, second.response, second.usage.completion_tokens) == ("Hel", "Hello", 2)
    assert changes["response_started"] is True
    assert isinstance(second, LLMOutput)


def test_thoughts_are_taken_out_of_the_answer_even_when_tags_are_split() -> None:
    transformer = ResponseTransformer(Output)

    assert feed(transformer, "<thi").response == ""
    output = feed(ResponseTransformer(Output), "<thi", "nk>let me see</th", "ink>\n\nYes: 1 <", " 2")

    assert (output.reasoning, output.response) == ("let me see", "Yes: 1 < 2")
    assert ResponseTransformer(Output)("<think>open", "")[1].reasoning == "open"


def test_text_held_back_is_shown_at_the_end() -> None:
    transformer = ResponseTransformer()
    feed(transformer, "a <")

    assert transformer.finish().response == "a <"


def test_tool_calls_are_read_from_deltas_and_from_text() -> None:
    delta = feed(
        ResponseTransformer(Output),
        {"tool_calls": [{"index": 0, "id": "c1", "function": {"name": "f", "arguments": '{"a"'}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": ":1}"}}]},
        {"tool_calls": [{"index": 1, "id": "c2", "function": {"name": "g"}}]},
    )
    text = feed(ResponseTransformer(Output), 'Wait.<tool_call>{"name": "f", "arguments": {"a": 1}}</tool', "_call>")

    assert delta.tool_calls == [
        {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}},
        {"id": "c2", "type": "function", "function": {"name": "g", "arguments": ""}},
    ]
    assert text.response == "Wait."
    assert text.tool_calls == [
        {"id": "call_0", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}},
    ]


def test_every_step_can_be_overridden() -> None:
    class Loud(ResponseTransformer):
        def additional_cleaning(self, text: str) -> str:
            return text.replace("[END]", "")

        def handle_reasoning(self, text: str) -> str:
            thought, mark, rest = text.partition("||")
            if mark:
                self.state.reasoning = thought
                return rest
            return text

    output = feed(Loud(Output), "hm||yes[END]")

    assert (output.reasoning, output.response) == ("hm", "yes")


class Model:
    """Speaks like llama.cpp."""

    def __init__(self, *chunks: dict[str, Any], error: Exception | None = None) -> None:
        self.chunks, self.error, self.asked = chunks, error, dict[str, Any]()

    def create_chat_completion(self, **options: Any) -> Iterator[dict[str, Any]]:
        self.asked = options
        yield from self.chunks
        if self.error is not None:
            raise self.error


def chunk(content: str | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    return {"choices": [{"delta": {} if content is None else {"content": content}, "finish_reason": finish}], **more}


def test_a_model_is_streamed_with_usage_and_times() -> None:
    model = Model(chunk("<think>a"), chunk("b</think>"), chunk("Yes"), chunk(finish="stop"))

    outputs = list(
        stream_generate(
            model,
            [{"role": "user", "content": "?"}],
            tools=[{"type": "function"}],
            tool_choice="auto",
            stop=["X"],
            output_cls=Output,
            kwargs={"max_tokens": 5},
        )
    )

    assert [output.response for output in outputs] == ["", "", "Yes", "Yes"]
    usage = outputs[-1].usage
    assert (usage.stop_reason, usage.completion_tokens, usage.total_tokens) == ("stop", 3, 3)
    assert usage.reasoning_tokens >= 1
    assert usage.reasoning_time > 0
    assert usage.time_to_first_token >= 0
    assert model.asked["stream"] is True
    assert (model.asked["temperature"], model.asked["top_p"], model.asked["max_tokens"]) == (0.7, 0.95, 5)
    assert (model.asked["stop"], model.asked["tool_choice"]) == (["X"], "auto")


def test_usage_that_the_model_reports_wins() -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}

    *_, last = stream_generate(Model(chunk("a"), chunk(finish="length", usage=usage)), [])

    assert (last.usage.prompt_tokens, last.usage.completion_tokens, last.usage.total_tokens) == (7, 2, 9)
    assert last.usage.stop_reason == "length"


def test_errors_of_the_model_are_raised() -> None:
    stream = stream_generate(Model(chunk("a"), error=RuntimeError("context is full")), [])

    assert next(stream).response == "a"
    with pytest.raises(RuntimeError, match="context is full"):
        list(stream)


def test_a_silent_model_gives_one_empty_output() -> None:
    assert [output.response for output in stream_generate(Model(), [])] == [""]


def test_timing_counts_tokens_and_thoughts() -> None:
    with timing_context() as timing:
        timing.start_reasoning()
        timing.mark_token()
        timing.end_reasoning()
        timing.mark_token()

    assert (timing.tokens, timing.reasoning_tokens) == (2, 1)
    assert timing.time_to_first_token <= timing.time_to_first_token + timing.generation_time
    frozen = timing.generation_time
    assert timing.generation_time == frozen
    assert timing.tokens_per_second > 0
