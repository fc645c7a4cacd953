package sluice.bpf;

import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the three written forms, line by line; the first line tells which it is. */
final class ProgramParser {
    private static final int LINE_MAX = 200;
    private static final Pattern COUNT = Pattern.compile("\\d{1,10}");
    private static final Pattern DECIMALS =
            Pattern.compile("(\\d{1,5}) +(\\d{1,3}) +(\\d{1,3}) +(\\d{1,10})");
    private static final Pattern INITIALIZER =
            Pattern.compile(
                    "\\{ *0x([0-9a-f]{1,4}), *(\\d{1,3}), *(\\d{1,3}), *0x([0-9a-f]{1,8}) *\\},?");
    private static final Pattern LISTED =
            Pattern.compile(
                    "\\((\\d{1,7})\\) +([a-z]+) *([^\t]*?)(?: +jt (\\d{1,7})\tjf (\\d{1,7}))?");

    private final long[] words;
    private int count;
    private int line;

    private ProgramParser(int linesMax) {
        words = new long[linesMax];
    }

    static ParsedProgram parse(String text) {
        long lines = text.lines().limit(BpfProgram.INSTRUCTIONS_MAX + 2L).count();
        if (lines > BpfProgram.INSTRUCTIONS_MAX + 1L)
            return new ParsedProgram.Malformed(
                    BpfProgram.INSTRUCTIONS_MAX + 1,
                    "no more instructions than a program can have");
        return new ProgramParser((int) lines).read(text.lines().iterator());
    }

    private ParsedProgram read(Iterator<String> lines) {
        long announced = -1;
        boolean first = true;
        while (lines.hasNext()) {
            line++;
            String text = lines.next().strip();
            if (text.isEmpty()) continue;
            if (text.length() > LINE_MAX) return malformed("an instruction", "a long line");
            if (first && COUNT.matcher(text).matches()) {
                announced = Long.parseLong(text);
            } else {
                Optional<String> expected = instruction(text, announced >= 0);
                if (expected.isPresent()) return malformed(expected.get(), "'" + text + "'");
            }
            first = false;
        }
        if (announced >= 0 && announced != count)
            return malformed(announced + " instructions", count);
        long[] read = new long[count];
        System.arraycopy(words, 0, read, 0, count);
        return new ParsedProgram.Read(BpfProgram.ofWords(read));
    }

    private ParsedProgram malformed(String expected, Object found) {
        return new ParsedProgram.Malformed(line, "expected " + expected + ", found " + found);
    }

    /** Takes one line; what should have stood there if it is none. */
    private Optional<String> instruction(String text, boolean decimal) {
        if (decimal) return numbers(DECIMALS.matcher(text), 10, "code jt jf k");
        if (text.startsWith("{"))
            return numbers(INITIALIZER.matcher(text), 16, "{ 0xCODE, JT, JF, 0xK },");
        return text.startsWith("(") ? listed(text) : Optional.of("a count, '{' or '('");
    }

    private Optional<String> numbers(Matcher fields, int radix, String expected) {
        if (!fields.matches()) return Optional.of(expected);
        int code = Integer.parseInt(fields.group(1), radix);
        long k = Long.parseLong(fields.group(4), radix);
        if (code >>> 16 != 0 || k >>> 32 != 0)
            return Optional.of("a code of 16 and a k of 32 bits");
        return add(
                code,
                Integer.parseInt(fields.group(2)),
                Integer.parseInt(fields.group(3)),
                (int) k);
    }

    private Optional<String> add(int code, int jt, int jf, int k) {
        if (jt < 0 || jt > 255 || jf < 0 || jf > 255)
            return Optional.of("jumps over 0 to 255 instructions");
        words[count++] = BpfProgram.word(code, jt, jf, k);
        return Optional.empty();
    }

    private Optional<String> listed(String text) {
        Matcher fields = LISTED.matcher(text);
        if (!fields.matches() || Integer.parseInt(fields.group(1)) != count)
            return Optional.of("(" + count + ") and an instruction");
        String operation = fields.group(2);
        Operand operand = Operand.of(fields.group(3).strip());
        if (operand == null) return Optional.of("an operand");
        int code = code(operation, operand);
        if (code < 0) return Optional.of("an instruction with such an operand");
        String jt = fields.group(4);
        String jf = fields.group(5);
        boolean jumps = BpfCode.isConditional(code);
        if (jumps != (jt != null)) return Optional.of(jumps ? "jt and jf" : "no jt and jf");
        int next = count + 1;
        if (code == BpfCode.JA) return add(code, 0, 0, operand.k() - next);
        return jt == null || jf == null
                ? add(code, 0, 0, operand.k())
                : add(code, Integer.parseInt(jt) - next, Integer.parseInt(jf) - next, operand.k());
    }

    /** The only defined code that is listed so; -1 if there is none. */
    private static int code(String operation, Operand operand) {
        for (int code = 0; code <= 0xff; code++)
            if (BpfCode.isDefined(code)
                    && BpfMnemonics.operation(code).equals(operation)
                    && operand.kind() == kind(code)) return code;
        return -1;
    }

    private enum Kind {
        NONE,
        X,
        NUMBER,
        TARGET,
        LENGTH,
        WORD,
        AT,
        BEHIND,
        HEADER
    }

    private static Kind kind(int code) {
        return switch (code) {
            case BpfCode.LD_W_ABS, BpfCode.LD_H_ABS, BpfCode.LD_B_ABS -> Kind.AT;
            case BpfCode.LD_W_IND, BpfCode.LD_H_IND, BpfCode.LD_B_IND -> Kind.BEHIND;
            case BpfCode.LD_MEM, BpfCode.LDX_MEM, BpfCode.ST, BpfCode.STX -> Kind.WORD;
            case BpfCode.LD_LEN, BpfCode.LDX_LEN -> Kind.LENGTH;
            case BpfCode.LDX_MSH -> Kind.HEADER;
            case BpfCode.RET_A, BpfCode.TAX, BpfCode.TXA, BpfCode.NEG -> Kind.NONE;
            case BpfCode.JA -> Kind.TARGET;
            case BpfCode.LD_IMM, BpfCode.LDX_IMM, BpfCode.RET_K -> Kind.NUMBER;
            default -> (code & BpfCode.SOURCE_X) != 0 ? Kind.X : Kind.NUMBER;
        };
    }

    /** An operand as a listing writes it. */
    private record Operand(Kind kind, int k) {
        private static final String NUMBER = "(-?\\d{1,10})";
        private static final Pattern HEXADECIMAL = Pattern.compile("#0x([0-9a-f]{1,8})");
        private static final Pattern DECIMAL = Pattern.compile("#" + NUMBER);
        private static final Pattern TARGET = Pattern.compile(NUMBER);
        private static final Pattern WORD = Pattern.compile("M\\[" + NUMBER + "\\]");
        private static final Pattern AT = Pattern.compile("\\[" + NUMBER + "\\]");
        private static final Pattern BEHIND = Pattern.compile("\\[x \\+ " + NUMBER + "\\]");
        private static final Pattern HEADER = Pattern.compile("4\\*\\(\\[" + NUMBER + "\\]&0xf\\)");

        static @Nullable Operand of(String text) {
            if (text.isEmpty()) return new Operand(Kind.NONE, 0);
            if (text.equals("x")) return new Operand(Kind.X, 0);
            if (text.equals("#pktlen")) return new Operand(Kind.LENGTH, 0);
            for (Ancillary field : Ancillary.values())
                if (text.equals("[" + field.mnemonic() + "]"))
                    return new Operand(Kind.AT, Ancillary.OFFSET + field.number());
            Matcher hexadecimal = HEXADECIMAL.matcher(text.toLowerCase(Locale.ROOT));
            if (hexadecimal.matches())
                return new Operand(Kind.NUMBER, Integer.parseUnsignedInt(hexadecimal.group(1), 16));
            return firstOf(
                    number(text, DECIMAL, Kind.NUMBER),
                    number(text, TARGET, Kind.TARGET),
                    number(text, WORD, Kind.WORD),
                    number(text, AT, Kind.AT),
                    number(text, BEHIND, Kind.BEHIND),
                    number(text, HEADER, Kind.HEADER));
        }

        private static @Nullable Operand firstOf(@Nullable Operand... found) {
            for (Operand operand : found) if (operand != null) return operand;
            return null;
        }

        private static @Nullable Operand number(String text, Pattern pattern, Kind kind) {
            Matcher matcher = pattern.matcher(text);
            if (!matcher.matches()) return null;
            long number = Long.parseLong(matcher.group(1));
            return number < Integer.MIN_VALUE || number > 0xffff_ffffL
                    ? null
                    : new Operand(kind, (int) number);
        }
    }
}
