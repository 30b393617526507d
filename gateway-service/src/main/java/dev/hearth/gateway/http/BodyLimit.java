package dev.hearth.gateway.http;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Holds the bodies of REST resources to the limit, also those that do not say how long they are. The framework's own check
 * closes the connection without a word, so {@link Front} turns that off.
 */
@Provider
public class BodyLimit implements ReaderInterceptor {
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        context.setInputStream(new Limited(context.getInputStream()));
        return context.proceed();
    }

    private static final class Limited extends FilterInputStream {
        private long count;

        private Limited(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            counted(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            counted(Math.max(0, read));
            return read;
        }

        /** The framework's stream reads its rest when it is closed, and of a body too large there may be no end. */
        @Override
        public void close() throws IOException {
            if (count <= Front.MAX_BODY_BYTES) {
                super.close();
            }
        }

        private void counted(int more) {
            count += more;
            if (count > Front.MAX_BODY_BYTES) {
                throw HttpErrors.bodyTooLarge(Front.MAX_BODY_BYTES);
            }
        }
    }
}
