package dev.hearth.gateway.catalog;

import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;

/** Which app and which of its versions a reference leads to. */
public record VersionIdentity(AppId app, AppVersionId version) {}
