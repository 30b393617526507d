package dev.hearth.files.stored;

import java.util.List;

/**
 * Part of a team's files, newest first.
 *
 * @param nextCursor where older files begin; empty when there are none
 * @param previousCursor where newer files begin; empty when there are none
 */
record FilePage(List<StoredFile> files, String nextCursor, String previousCursor, long total) {
    FilePage {
        files = List.copyOf(files);
    }

    /**
     * Cuts a page from what was found.
     *
     * @param found one more than the page holds, if there are more; in the order they were looked for
     */
    static FilePage cut(PageRequest request, List<StoredFile> found, long total) {
        boolean hasMore = found.size() > request.limit();
        List<StoredFile> files = hasMore ? found.subList(0, request.limit()) : found;
        List<StoredFile> newestFirst = request.backward() ? files.reversed() : files;
        if (newestFirst.isEmpty()) {
            return new FilePage(newestFirst, "", "", total);
        }
        boolean hasOlder = request.backward() || hasMore;
        boolean hasNewer = request.backward() ? hasMore : request.after() != null;
        return new FilePage(
                newestFirst,
                hasOlder ? FileCursor.of(newestFirst.getLast()).text() : "",
                hasNewer ? FileCursor.of(newestFirst.getFirst()).text() : "",
                total);
    }
}
