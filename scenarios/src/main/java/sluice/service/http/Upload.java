package sluice.service.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that comes: beside its place until it is whole, then in its place at once. */
final class Upload implements AutoCloseable {
    /** Under way in one folder, those included that an earlier program left behind. */
    private static final int UPLOADS_MAX = 10_000;

    private final Path target;
    private final Path partial;
    private final FileChannel channel;
    private boolean kept;

    private Upload(Path target, Path partial, FileChannel channel) {
        this.target = target;
        this.partial = partial;
        this.channel = channel;
    }

    /**
     * Begins it.
     *
     * @throws IOException if the folder takes no file
     */
    static Upload to(Path target) throws IOException {
        for (int number = 1; ; number++) {
            Path partial = target.resolveSibling(WebFolder.UPLOAD_PREFIX + number);
            try {
                var channel =
                        FileChannel.open(
                                partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return new Upload(target, partial, channel);
            } catch (FileAlreadyExistsException taken) {
                if (number == UPLOADS_MAX) throw taken;
            }
        }
    }

    void write(ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) channel.write(octets);
    }

    /**
     * It is whole.
     *
     * @return whether the file is new
     */
    boolean keep() throws IOException {
        channel.close();
        boolean isNew = !Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        Files.move(
                partial,
                target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        kept = true;
        return isNew;
    }

    /** Lets go of it; what is not whole is removed. */
    @Override
    public void close() {
        try {
            channel.close();
            if (!kept) Files.deleteIfExists(partial);
        } catch (IOException _) {
            // the disk keeps what it will not remove; the client was told already
        }
    }
}
