package dev.hearth.agent.turn;

import dev.hearth.ids.ChatId;
import dev.hearth.ids.TurnId;
import java.util.Optional;

/** What processes tell each other, beside what they store. One that is lost is made good by the sweep. */
sealed interface Notice {
    /** Something of a chat was committed: whoever watches it elsewhere reads it again. */
    record ChatChanged(ChatId chat) implements Notice {}

    /** A command changed a turn: its owner reads it again. */
    record TurnChanged(TurnId turn) implements Notice {}

    /** There is a turn that nobody owns. */
    record WorkLeft() implements Notice {}

    /** @param asks who else is there is to say so too */
    record ProcessThere(boolean asks) implements Notice {}

    /** As it is sent, with the sender before it. */
    default String text(ProcessName sender) {
        return sender.value()
                + switch (this) {
                    case ChatChanged(ChatId chat) -> " chat " + chat.value();
                    case TurnChanged(TurnId turn) -> " turn " + turn.value();
                    case WorkLeft _ -> " work -";
                    case ProcessThere(boolean asks) -> asks ? " there ?" : " there !";
                };
    }

    /** A notice and the process that sent it. */
    record Heard(ProcessName sender, Notice notice) {}

    /** What a process sent; empty: it means nothing to this version. */
    static Optional<Heard> of(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 3 || words[0].isEmpty() || words[2].isEmpty()) {
            return Optional.empty();
        }
        Optional<Notice> notice = switch (words[1]) {
            case "chat" -> Optional.of(new ChatChanged(new ChatId(words[2])));
            case "turn" -> Optional.of(new TurnChanged(new TurnId(words[2])));
            case "work" -> Optional.of(new WorkLeft());
            case "there" -> Optional.of(new ProcessThere(words[2].equals("?")));
            default -> Optional.empty();
        };
        return notice.map(known -> new Heard(new ProcessName(words[0]), known));
    }
}
