package sluice.pcap.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Inflates a gzip stream. Where the compressed octets are broken, it gives what could be inflated
 * before the place, and fails at the next read; {@link GZIPInputStream} loses what the failing call
 * had inflated, up to the whole buffer that was asked for. One thread.
 */
final class SalvagingGzipStream extends GZIPInputStream {
    private boolean broken;

    SalvagingGzipStream(InputStream compressed, int bufferOctets) throws IOException {
        super(compressed, bufferOctets);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (broken) throw new ZipException("broken further up");
        long before = inf.getBytesWritten();
        try {
            return super.read(buffer, offset, length);
        } catch (ZipException e) {
            broken = true;
            // A further member counts from 0 again, and its own read has salvaged already.
            long inflated = inf.getBytesWritten() - before;
            if (inflated <= 0 || inflated > length) throw e;
            return (int) inflated;
        }
    }
}
