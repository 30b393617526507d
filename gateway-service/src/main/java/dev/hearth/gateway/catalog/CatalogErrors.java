package dev.hearth.gateway.catalog;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.AppVersionId;
import java.util.Collection;

/** The errors of apps and versions. */
final class CatalogErrors {
    private CatalogErrors() {}

    static ServiceException appNotFound(String reference) {
        return new ServiceException(ErrorCode.NOT_FOUND, "app not found: " + reference);
    }

    static ServiceException versionNotFound(String app, String version) {
        return new ServiceException(ErrorCode.NOT_FOUND, "app %s has no version %s".formatted(app, version));
    }

    static ServiceException versionUnknown(AppVersionId version) {
        return new ServiceException(ErrorCode.NOT_FOUND, "app version not found: " + version);
    }

    static ServiceException nothingReady(String app) {
        return new ServiceException(ErrorCode.NOT_FOUND, "app %s has no version that is ready".formatted(app));
    }

    static ServiceException notReady(String app, VersionRow version) {
        String why = version.error == null ? "" : ": " + version.error;
        return new ServiceException(
                ErrorCode.NOT_FOUND, "version %s of app %s is %s%s".formatted(version.id, app, version.status, why));
    }

    static ServiceException cannotBecomeCurrent(VersionRow version) {
        return new ServiceException(
                ErrorCode.CONFLICT,
                "version %s is %s, only a ready one can be current".formatted(version.id, version.status));
    }

    static ServiceException ambiguous(String app, String version, int count) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST,
                "version %s of app %s is ambiguous: %d versions begin so".formatted(version, app, count));
    }

    static ServiceException unknownFunction(String app, String function, Collection<String> known) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST,
                "app %s has no function %s; there are: %s".formatted(app, function, String.join(", ", known)));
    }

    static ServiceException functionRequired(String app, Collection<String> known) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST,
                "app %s needs a function, one of: %s".formatted(app, String.join(", ", known)));
    }

    static ServiceException ofAnotherTeam(String app) {
        return new ServiceException(ErrorCode.FORBIDDEN, "app %s belongs to another team".formatted(app));
    }

    static ServiceException versionsComeFromBuilds() {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST,
                "version cannot be given: schemas come from a build, publish with POST /apps/{namespace}/{name}/versions");
    }

    static ServiceException cannotChange(String member, String from, String to) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST, "%s of an app cannot change from %s to %s".formatted(member, from, to));
    }

    static ServiceException invalid(String member, String rule) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, member + " " + rule);
    }
}
