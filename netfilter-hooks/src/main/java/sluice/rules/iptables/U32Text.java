package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.List;
import sluice.rules.xtables.U32;

/** Reads the tests of {@code -m u32}: {@code 0>>22&0x3C@0>>16=0x457 && 4&0x1FFF=0}. */
final class U32Text {
    private static final int TESTS_MAX = 10;
    private static final int NUMBERS_MAX = 10;

    private final Given given;
    private final String text;
    private int at;

    private U32Text(Given given) {
        this.given = given;
        this.text = given.text();
    }

    static U32 parse(Given given) {
        return new U32Text(given).tests();
    }

    private U32 tests() {
        List<U32.Test> tests = new ArrayList<>();
        do {
            if (tests.size() == TESTS_MAX) throw given.refused("more than " + TESTS_MAX + " tests");
            tests.add(test());
        } while (take("&&"));
        if (at < text.length()) throw bad("&& or the end");
        return new U32(tests, given.inverted());
    }

    private U32.Test test() {
        long offset = number();
        List<U32.Operation> operations = new ArrayList<>();
        List<Long> operands = new ArrayList<>();
        while (!take("=")) {
            if (operands.size() == NUMBERS_MAX)
                throw given.refused("more than " + NUMBERS_MAX + " numbers in a test");
            if (take("<<")) operations.add(U32.Operation.LEFT);
            else if (take(">>")) operations.add(U32.Operation.RIGHT);
            else if (take("@")) operations.add(U32.Operation.AT);
            else if (!text.startsWith("&&", at) && take("&")) operations.add(U32.Operation.AND);
            else throw bad("&, <<, >>, @ or =");
            operands.add(number());
        }
        List<Long> ranges = new ArrayList<>();
        do {
            if (ranges.size() == 2 * NUMBERS_MAX)
                throw given.refused("more than " + NUMBERS_MAX + " values in a test");
            long from = number();
            long to = take(":") ? number() : from;
            if (from > to) throw given.refused("a range that ends before it begins");
            ranges.add(from);
            ranges.add(to);
        } while (take(","));
        return new U32.Test(offset, operations, numbers(operands), numbers(ranges));
    }

    private static long[] numbers(List<Long> list) {
        return list.stream().mapToLong(Long::longValue).toArray();
    }

    private void skip() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
    }

    private boolean take(String sign) {
        skip();
        if (!text.startsWith(sign, at)) return false;
        at += sign.length();
        return true;
    }

    private long number() {
        skip();
        int from = at;
        while (at < text.length()
                && (Character.digit(text.charAt(at), 16) >= 0
                        || text.charAt(at) == 'x'
                        || text.charAt(at) == 'X')) at++;
        if (from == at) throw bad("a number");
        return Values.number(given, text.substring(from, at), 0xffff_ffffL);
    }

    private Refused bad(String expected) {
        String there = at < text.length() ? "'" + text.substring(at) + "'" : "the end";
        return given.refused(expected + " was expected, not " + there);
    }
}
