package sluice.trace;

import java.util.HexFormat;
import java.util.Locale;

/**
 * One step as one line of JSON, or as one line for people. Not for the data path of an untraced
 * run.
 */
public final class StepText {
    private StepText() {}

    /**
     * One JSON object without a line break; the keys {@code t}, {@code place}, {@code packet},
     * {@code verb} come first.
     */
    public static void appendJson(StringBuilder out, Step step) {
        out.append("{\"t\":").append(step.timeNanos()).append(",\"place\":");
        appendJsonString(out, step.place());
        if (step.packetId() != 0) out.append(",\"packet\":").append(step.packetId());
        out.append(",\"verb\":");
        appendJsonString(out, step.verb());
        step.describe(new JsonFields(out));
        out.append('}');
    }

    /**
     * One line for people: time, packet, place, verb, fields; octets are shown as their count only.
     */
    public static String line(Step step) {
        var out = new StringBuilder();
        out.append(String.format(Locale.ROOT, "%14.6f ms ", step.timeNanos() / 1e6));
        if (step.packetId() != 0) out.append('#').append(step.packetId()).append(' ');
        appendPlain(out, step.place());
        appendPlain(out.append(' '), step.verb());
        step.describe(new PlainFields(out));
        return out.toString();
    }

    private static void appendJsonString(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < 0x20 || isLoneSurrogate(text, i)) appendEscaped(out, c);
            else out.append(c);
        }
        out.append('"');
    }

    /** Control characters escaped, so that a line stays a line whatever a name holds. */
    private static void appendPlain(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') appendEscaped(out, c);
            else out.append(c);
        }
    }

    private static void appendEscaped(StringBuilder out, char c) {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
    }

    /** Half a character cannot be written as UTF-8 and read back. */
    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c))
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        return Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    private record JsonFields(StringBuilder out) implements StepFields {
        @Override
        public void text(String name, String value) {
            out.append(",\"").append(name).append("\":");
            appendJsonString(out, value);
        }

        @Override
        public void number(String name, long value) {
            out.append(",\"").append(name).append("\":").append(value);
        }

        @Override
        public void octets(String name, byte[] value) {
            text(name, HexFormat.of().formatHex(value));
        }
    }

    private record PlainFields(StringBuilder out) implements StepFields {
        @Override
        public void text(String name, String value) {
            appendPlain(out.append(' ').append(name).append('='), value);
        }

        @Override
        public void number(String name, long value) {
            out.append(' ').append(name).append('=').append(value);
        }

        @Override
        public void octets(String name, byte[] value) {
            out.append(' ').append(value.length).append(" octets");
        }
    }
}
