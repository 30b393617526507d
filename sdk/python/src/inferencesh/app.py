"""Base classes of apps. An app is a class ``App`` with functions; the models of a function are its input and output."""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from inferencesh.models.output_meta import OutputMeta

if sys.version_info >= (3, 14):
    import annotationlib

    def _own_annotations(cls: type) -> list[str]:
        return list(annotationlib.get_annotations(cls, format=annotationlib.Format.FORWARDREF))
else:
    import inspect

    def _own_annotations(cls: type) -> list[str]:
        return list(inspect.get_annotations(cls))


class OwnFieldsFirst(BaseModel):
    """A model whose JSON schema lists the fields of its own class body first, then the inherited ones.

    Forms are drawn in this order: what an author wrote comes before what a base class adds.
    """

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core_schema)
        body = handler.resolve_ref_schema(schema)
        properties = body.get("properties")
        if properties:
            first = [key for name in _own_annotations(cls) for key in cls._schema_keys(name) if key in properties]
            order = list(dict.fromkeys([*first, *properties]))
            body["properties"] = {key: properties[key] for key in order}
            if "required" in body:
                required = set(body["required"])
                body["required"] = [key for key in order if key in required]
        return schema

    @classmethod
    def _schema_keys(cls, name: str) -> list[str]:
        """Names under which a field may appear in a schema: its own and its aliases."""
        fields: dict[str, Any] = getattr(cls, "__pydantic_fields__", None) or cls.model_fields
        field = fields.get(name)
        if field is None:
            return []
        aliases = (field.alias, field.validation_alias, field.serialization_alias)
        return [name, *(alias for alias in aliases if isinstance(alias, str))]


class BaseAppInput(OwnFieldsFirst):
    """Input of a function. Keys that no field names are ignored."""

    model_config: ClassVar[ConfigDict] = ConfigDict(protected_namespaces=())


class BaseAppSetup(OwnFieldsFirst):
    """Values an app is given once, before its first call."""

    model_config: ClassVar[ConfigDict] = ConfigDict(protected_namespaces=())


class BaseAppOutput(OwnFieldsFirst):
    """Output of a function, with optional figures of what was used to make it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(protected_namespaces=())

    output_meta: OutputMeta | None = None


class BaseApp(BaseModel):
    """Base of an app's class. Any attribute may be set on an instance, declared or not."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        arbitrary_types_allowed=True, extra="allow", protected_namespaces=()
    )

    async def setup(self, *args: Any, **kwargs: Any) -> None:
        """Called once, before the first call. May take the setup model, ``metadata``, both or nothing."""

    async def run(self, *args: Any, **kwargs: Any) -> Any:
        """The function that is called when no other is named."""
        raise NotImplementedError("App.run is not defined")

    async def unload(self) -> None:
        """Called before the process ends in an orderly way."""
