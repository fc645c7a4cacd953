package sluice.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import sluice.ndis.VerifierLevel;

/** A level of the driver verifier on the command line. */
final class VerifierWord implements ITypeConverter<VerifierLevel> {
    /** The words, for completion. */
    static final class Candidates extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Candidates() {
            super(words());
        }
    }

    static String of(VerifierLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> words() {
        return Stream.of(VerifierLevel.values()).map(VerifierWord::of).toList();
    }

    @Override
    public VerifierLevel convert(String word) {
        for (VerifierLevel level : VerifierLevel.values()) {
            if (of(level).equals(word)) return level;
        }
        throw new TypeConversionException(
                "expected one of " + String.join(", ", words()) + " but was \"" + word + "\"");
    }
}
