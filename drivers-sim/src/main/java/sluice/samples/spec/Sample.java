package sluice.samples.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One sample: what it is called, what it can be told, how it is made.
 *
 * @param name lower case with hyphens
 * @param text one line: the question it answers
 * @param options in the order in which they are shown
 * @param factory makes a fresh one
 * @param <T> what it is: a driver or a hook
 */
public record Sample<T>(String name, String text, List<SampleOption> options, Factory<T> factory) {
    /** Keeps the list from changing. */
    public Sample {
        options = List.copyOf(options);
    }

    /** Makes one from options that are known to be its own. */
    @FunctionalInterface
    public interface Factory<T> {
        /** Makes one; refuses a value that is out of range. */
        T make(SampleOptions options) throws SampleRefused;
    }

    /** A fresh one with these options; absent ones have their defaults. */
    public T make(Map<String, String> given) throws SampleRefused {
        return factory.make(new SampleOptions(name, options, given));
    }

    /**
     * The options of {@code k=v,k=v}, as they follow the name and a colon on a command line; empty
     * text means none.
     */
    public static Map<String, String> parse(String text) throws SampleRefused {
        Map<String, String> given = new LinkedHashMap<>();
        if (text.isEmpty()) return given;
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1)
                throw new SampleRefused("'%s' is no option; expected name=value".formatted(part));
            String name = part.substring(0, equals);
            if (given.put(name, part.substring(equals + 1)) != null)
                throw new SampleRefused("option %s is given twice".formatted(name));
        }
        return given;
    }
}
