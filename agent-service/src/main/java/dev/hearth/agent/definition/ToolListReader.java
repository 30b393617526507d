package dev.hearth.agent.definition;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads an agent's tools, its own and the built-in ones, which share one space of names. */
final class ToolListReader {
    private static final int MAX_TOOLS = 128;

    private final DefinitionConfig.InternalToolDefaults defaults;
    private final ToolReader reader;

    ToolListReader(DefinitionConfig config) {
        this.defaults = config.internalTools();
        this.reader = new ToolReader(config);
    }

    Found read(Given config) {
        List<Tool> tools = new ArrayList<>();
        List<Given> names = new ArrayList<>();
        Set<InternalToolSet> asked = EnumSet.noneOf(InternalToolSet.class);
        for (Given element : config.member("tools").elements(MAX_TOOLS)) {
            Given tool = ToolReader.unwrapped(element);
            String type = ToolReader.typeOf(tool);
            if (type.equals("internal")) {
                asked.add(ToolReader.internal(tool));
            } else {
                tools.add(reader.read(tool, type));
                names.add(tool.member("name"));
            }
        }
        InternalTools internal = internalTools(config.member("internal_tools"), asked);
        requireDistinct(tools, names, internal);
        return new Found(tools, internal);
    }

    private static void requireDistinct(List<Tool> tools, List<Given> places, InternalTools internal) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tools.size(); i++) {
            String name = tools.get(i).common().name();
            String at = places.get(i).at();
            if (!names.add(name)) {
                throw DefinitionErrors.twice(at, name);
            }
            InternalToolSet.ofTool(name)
                    .filter(set -> set == InternalToolSet.FINISH || internal.has(set))
                    .ifPresent(set -> {
                        throw DefinitionErrors.wrongValue(
                                at,
                                "must not be the name of a built-in tool (internal_tools.%s)".formatted(set.id()),
                                name);
                    });
        }
    }

    private InternalTools internalTools(Given given, Set<InternalToolSet> asked) {
        return new InternalTools(
                isOn(given, InternalToolSet.PLAN, asked, defaults.plan()),
                isOn(given, InternalToolSet.MEMORY, asked, defaults.memory()),
                isOn(given, InternalToolSet.WIDGET, asked, defaults.widget()),
                isOn(given, InternalToolSet.FINISH, asked, defaults.finish()),
                isOn(given, InternalToolSet.SKILLS, asked, defaults.skills()));
    }

    private static boolean isOn(Given given, InternalToolSet set, Set<InternalToolSet> asked, boolean fallback) {
        return given.member(set.id()).flag(fallback || asked.contains(set));
    }

    /** Both kinds of tools. */
    record Found(List<Tool> tools, InternalTools internal) {
        Found {
            tools = List.copyOf(tools);
        }
    }
}
