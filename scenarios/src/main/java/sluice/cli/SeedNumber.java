package sluice.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The number that an order is drawn from: any of 64 bits. */
final class SeedNumber implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException _) {
            throw new TypeConversionException(
                    "expected a whole number of at most 64 bits but was \"" + text + "\"");
        }
    }
}
