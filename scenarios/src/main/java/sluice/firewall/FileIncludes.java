package sluice.firewall;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sluice.rules.nft.NftIncludes;

/** Files that rules of nft include, found beside the file that includes them. */
final class FileIncludes implements NftIncludes {
    private static final long OCTETS_MAX = 16L << 20;
    private static final int FILES_MAX = 1000;

    @Override
    public Optional<List<Included>> find(String fileName, String fromFile) {
        try {
            Path from = Path.of(fromFile).toAbsolutePath().getParent();
            Path file = from == null ? Path.of(fileName) : from.resolve(fileName);
            if (!NftIncludes.isPattern(fileName))
                return Files.isRegularFile(file)
                        ? Optional.of(List.of(read(file)))
                        : Optional.empty();
            Path folder = file.getParent();
            Path pattern = file.getFileName();
            if (folder == null || pattern == null || !Files.isDirectory(folder))
                return Optional.of(List.of());
            List<Path> found = new ArrayList<>();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, pattern.toString())) {
                for (Path each : all)
                    if (Files.isRegularFile(each) && found.size() < FILES_MAX) found.add(each);
            }
            found.sort(null); // as nft does
            List<Included> included = new ArrayList<>();
            for (Path each : found) included.add(read(each));
            return Optional.of(included);
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static Included read(Path file) throws IOException {
        if (Files.size(file) > OCTETS_MAX) throw new IOException(file + ": too large");
        return new Included(file.toString(), Files.readString(file));
    }
}
