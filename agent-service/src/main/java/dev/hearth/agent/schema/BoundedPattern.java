package dev.hearth.agent.schema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/** A pattern of a user's schema. Matching ends after so many looks at the text, however the pattern was made. */
record BoundedPattern(Pattern pattern) implements RegularExpression {
    private static final int MOST_LOOKS = 1_000_000;

    static BoundedPattern of(String expression) {
        return new BoundedPattern(Pattern.compile(RegularExpressions.replaceLongformCharacterProperties(
                RegularExpressions.replaceDollarAnchors(expression))));
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new CountedText(value)).find();
    }

    private static final class CountedText implements CharSequence {
        private final String text;
        private int looks;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            looks++;
            if (looks > MOST_LOOKS) {
                throw new SlowMatchException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
