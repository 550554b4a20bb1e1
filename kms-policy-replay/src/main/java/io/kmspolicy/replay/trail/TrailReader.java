package io.kmspolicy.replay.trail;

import io.kmspolicy.replay.result.LostRecord;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Reads the KMS events of trails, as a stream: one record is in memory at a time.
 *
 * <p>The shape of the input is recognized by its members:
 *
 * <ul>
 *   <li>the files that CloudTrail delivers, {@code {"Records": […]}};
 *   <li>records one after another, usually one a line;
 *   <li>what {@code aws cloudtrail lookup-events} prints, {@code {"Events": […]}} with each record
 *       as a string;
 *   <li>events of EventBridge, {@code {"detail": {…}}};
 *   <li>lines of the interceptor's decision log, {@code {"kmsPolicyLog": 1, …}}.
 * </ul>
 *
 * <p>The input may be compressed by gzip. A record that cannot be read is reported and skipped. A
 * line that is not JSON is reported and skipped; a file that breaks off is reported, and what was
 * read before counts. Instances serve one file and one thread.
 */
public final class TrailReader {

  private final RecordParser record = new RecordParser();

  /** A reader. Events with equal members share them, also if they are in several files. */
  public TrailReader() {
    // The fields have their values.
  }

  /**
   * Reads a file to its end.
   *
   * @param file the file's name, for events and messages
   * @param in the content, which is not closed
   * @param events receives the KMS events in the order of the file
   * @param lost receives what could not be read
   * @return the number of records of other services
   */
  public long readFile(
      String file, InputStream in, Consumer<TrailEvent> events, Consumer<LostRecord> lost) {
    return new FileReader(file, record, events, lost).read(in);
  }

  /** Reads one file to its end, as {@link #readFile} of a new reader. */
  public static long read(
      String file, InputStream in, Consumer<TrailEvent> events, Consumer<LostRecord> lost) {
    return new TrailReader().readFile(file, in, events, lost);
  }
}
