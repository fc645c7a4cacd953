package sluice.rules.nft;

import java.util.List;
import java.util.Optional;

/** Where {@code include "..."} finds its files: the library itself opens none. */
public interface NftIncludes {
    /** A file that was found. */
    record Included(String fileName, String text) {}

    /**
     * The files of a name.
     *
     * @param fileName the name as it is written; {@code * ? [} make it a pattern
     * @param fromFile the file that includes it
     * @return the files in order; an empty list if a pattern has none; nothing at all if a file is
     *     not there
     */
    Optional<List<Included>> find(String fileName, String fromFile);

    /** No file is there; a pattern has none. */
    static NftIncludes none() {
        return (name, _) -> isPattern(name) ? Optional.of(List.of()) : Optional.empty();
    }

    /** Whether a name is a pattern. */
    static boolean isPattern(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
    }
}
