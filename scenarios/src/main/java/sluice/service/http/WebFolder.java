package sluice.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A folder that is served, and nothing outside of it: names are decoded once and taken apart before
 * they touch the file system, and what a name leads to through links must lie in the folder too.
 */
final class WebFolder {
    /** Uploads that are under way; no name that begins so is served or taken. */
    static final String UPLOAD_PREFIX = ".sluice-upload-";

    private static final int SEGMENTS_MAX = 64;

    private final Path real;

    /**
     * The folder.
     *
     * @throws IOException if it is none
     */
    WebFolder(Path folder) throws IOException {
        real = folder.toRealPath();
        if (!Files.isDirectory(real)) throw new java.nio.file.NotDirectoryException("" + folder);
    }

    /** Names from the folder down, of a request target; empty if it cannot be a name in here. */
    static Optional<List<String>> names(String target) {
        String path = target;
        if (!path.startsWith("/")) { // the absolute form, RFC 9112, 3.2.2
            int scheme = path.indexOf("://");
            if (scheme < 0) return Optional.empty();
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        int end = path.indexOf('?');
        if (end >= 0) path = path.substring(0, end);
        var names = new ArrayList<String>();
        for (String part : path.substring(1).split("/", -1)) {
            if (part.isEmpty()) continue;
            Optional<String> name = decoded(part).filter(WebFolder::isPlain);
            if (name.isEmpty() || names.size() == SEGMENTS_MAX) return Optional.empty();
            names.add(name.get());
        }
        return Optional.of(names);
    }

    /** Whether a target names a folder as such: its path ends with a slash. */
    static boolean isFolderName(String target) {
        int end = target.indexOf('?');
        String path = end < 0 ? target : target.substring(0, end);
        return path.endsWith("/") || names(target).filter(List::isEmpty).isPresent();
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c == '/' || c == '\\' || c == 0x7f) return false;
        }
        return !name.equals(".") && !name.equals("..") && !name.startsWith(UPLOAD_PREFIX);
    }

    private static Optional<String> decoded(String part) {
        byte[] octets = new byte[part.length()];
        int length = 0;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c > 0x7e) return Optional.empty();
            if (c == '%') {
                int high = i + 2 < part.length() ? Character.digit(part.charAt(i + 1), 16) : -1;
                int low = i + 2 < part.length() ? Character.digit(part.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) return Optional.empty();
                octets[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                octets[length++] = (byte) c;
            }
        }
        try {
            var text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, length));
            return Optional.of(text.toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /** What is there under these names, if it is a file or a folder and lies in here. */
    Optional<Path> existing(List<String> names) {
        try {
            Path found = under(names).toRealPath();
            boolean isOurs = found.startsWith(real);
            boolean isServed = Files.isRegularFile(found) || Files.isDirectory(found);
            return isOurs && isServed ? Optional.of(found) : Optional.empty();
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    /**
     * Where an upload of that name is to go: in a folder of ours, and not onto a link or folder.
     */
    Optional<Path> forUpload(List<String> names) {
        if (names.isEmpty()) return Optional.empty();
        Optional<Path> parent =
                existing(names.subList(0, names.size() - 1)).filter(Files::isDirectory);
        if (parent.isEmpty()) return Optional.empty();
        try {
            Path file = parent.get().resolve(names.getLast());
            boolean isFree = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
            return isFree || isFile ? Optional.of(file) : Optional.empty();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private Path under(List<String> names) {
        Path path = real;
        for (String name : names) path = path.resolve(name);
        return path;
    }
}
