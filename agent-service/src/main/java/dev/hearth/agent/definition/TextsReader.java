package dev.hearth.agent.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what goes into prompts: skills and context variables. */
final class TextsReader {
    private static final int MAX_NAME = 128;
    private static final int MAX_DESCRIPTION = 16_384;
    private static final int MAX_TEXT = 524_288;
    private static final int MAX_ELEMENTS = 128;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private TextsReader() {}

    static List<Skill> skills(Given given) {
        List<Skill> skills = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Given skill : given.elements(MAX_ELEMENTS)) {
            String name = skill.member("name").requireText(MAX_NAME);
            if (!names.add(name)) {
                throw DefinitionErrors.twice(skill.member("name").at(), name);
            }
            skills.add(skill(name, skill));
        }
        return skills;
    }

    private static Skill skill(String name, Given skill) {
        String content = skill.member("content").textOrNull(MAX_TEXT);
        String url = ToolUrl.orNull(skill.member("url"));
        if (content == null && url == null) {
            throw DefinitionErrors.invalid(skill.at(), "needs content or url: there is no registry of skills here");
        }
        return new Skill(
                name,
                skill.member("description").text("", MAX_DESCRIPTION),
                content,
                url,
                skill.member("preload").flag(false));
    }

    static List<ContextVariable> variables(Given given) {
        List<ContextVariable> variables = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Given variable : given.elements(MAX_ELEMENTS)) {
            Given name = variable.member("name");
            String text = name.requireText(MAX_DESCRIPTION);
            if (!VARIABLE.matcher(text).matches()) {
                throw DefinitionErrors.wrongValue(name.at(), "must be 1 to 64 letters, digits, '_', '-' or '.'", text);
            }
            if (!names.add(text)) {
                throw DefinitionErrors.twice(name.at(), text);
            }
            variables.add(new ContextVariable(
                    text,
                    variable.member("description").text("", MAX_DESCRIPTION),
                    variable.member("required").flag(false),
                    scalar(variable.member("default"))));
        }
        return variables;
    }

    /** Variables are text; a number or a boolean is taken as what it reads as. */
    private static @Nullable String scalar(Given given) {
        return given.value().isNumber() || given.value().isBoolean()
                ? given.value().asText()
                : given.textOrNull(MAX_DESCRIPTION);
    }
}
