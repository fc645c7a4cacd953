package sluice.samples.spec;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import sluice.edge.IpAddress;

/** Options given to a sample, checked against those it has; absent ones have their defaults. */
public final class SampleOptions {
    private final String sample;
    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * The options of one sample.
     *
     * @throws SampleRefused if one is given that it does not have
     */
    SampleOptions(String sample, List<SampleOption> known, Map<String, String> given)
            throws SampleRefused {
        this.sample = sample;
        for (SampleOption option : known) values.put(option.name(), option.defaultText());
        for (var entry : given.entrySet()) {
            if (!values.containsKey(entry.getKey())) {
                String has =
                        known.isEmpty()
                                ? "no options"
                                : "the options " + String.join(", ", values.keySet());
                throw new SampleRefused(
                        "%s has no option '%s'; it has %s".formatted(sample, entry.getKey(), has));
            }
            values.put(entry.getKey(), entry.getValue());
        }
    }

    /** An option's text. */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) throw new IllegalArgumentException(sample + " does not declare " + name);
        return value;
    }

    /** A number between two bounds. */
    public int number(String name, int least, int most) throws SampleRefused {
        String value = text(name);
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException _) {
            // said below
        }
        throw refused(name, value, "a number from %d to %d".formatted(least, most));
    }

    /** A time with its unit, in nanoseconds: {@code 250us}, {@code 10ms}, {@code 2s}. */
    public long nanos(String name) throws SampleRefused {
        String value = text(name);
        long unit = 0;
        int unitAt = value.length();
        while (unitAt > 0 && Character.isLetter(value.charAt(unitAt - 1))) unitAt--;
        switch (value.substring(unitAt)) {
            case "ns" -> unit = 1;
            case "us" -> unit = 1_000;
            case "ms" -> unit = 1_000_000;
            case "s" -> unit = 1_000_000_000;
            default -> {}
        }
        try {
            long number = Long.parseLong(value.substring(0, unitAt));
            if (unit > 0 && number >= 0) return Math.multiplyExact(number, unit);
        } catch (NumberFormatException | ArithmeticException _) {
            // said below
        }
        throw refused(name, value, "a time such as 250us, 10ms or 2s");
    }

    /** One of several words. */
    public String oneOf(String name, String... words) throws SampleRefused {
        String value = text(name);
        if (List.of(words).contains(value)) return value;
        throw refused(name, value, "one of " + String.join(", ", words));
    }

    /** An IPv4 address. */
    public IpAddress ipv4(String name) throws SampleRefused {
        String value = text(name);
        return IpAddress.checked(value)
                .filter(IpAddress::isV4)
                .orElseThrow(() -> refused(name, value, "an IPv4 address"));
    }

    /** Octets as hexadecimal digits, of one of these lengths. */
    public byte[] octets(String name, int... lengths) throws SampleRefused {
        String value = text(name);
        String allowed =
                Arrays.stream(lengths)
                        .mapToObj(length -> Integer.toString(2 * length))
                        .collect(Collectors.joining(" or "));
        boolean digits = value.chars().allMatch(HexFormat::isHexDigit);
        boolean fits = Arrays.stream(lengths).anyMatch(length -> value.length() == 2 * length);
        if (digits && fits) return HexFormat.of().parseHex(value);
        throw refused(name, value, allowed + " hexadecimal digits");
    }

    private SampleRefused refused(String name, String found, String expected) {
        return new SampleRefused(
                "%s: option %s is '%s'; expected %s".formatted(sample, name, found, expected));
    }
}
