package sluice.run;

import java.util.List;
import sluice.samples.SampleCatalog;
import sluice.samples.spec.Sample;
import sluice.samples.spec.SampleOption;

/** The drivers and hooks that come with Sluice, for lists. */
public final class Shipped {
    private Shipped() {}

    /**
     * One of them.
     *
     * @param text what it does, in one line
     */
    public record Item(String name, String text, List<SampleOption> options) {
        /** Keeps the list from changing. */
        public Item {
            options = List.copyOf(options);
        }
    }

    /** Drivers for Windows hosts. */
    public static List<Item> drivers() {
        return SampleCatalog.shipped().drivers().stream().map(Shipped::item).toList();
    }

    /** Hooks for Linux hosts. */
    public static List<Item> hooks() {
        return SampleCatalog.shipped().hooks().stream().map(Shipped::item).toList();
    }

    private static Item item(Sample<?> sample) {
        return new Item(sample.name(), sample.text(), sample.options());
    }
}
