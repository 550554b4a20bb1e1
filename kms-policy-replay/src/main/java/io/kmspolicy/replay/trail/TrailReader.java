package io.kmspolicy.replay.trail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Reads the KMS events of one file, as a stream: one record is in memory at a time.
 *
 * <p>The shape of the input is recognized by its members:
 *
 * <ul>
 *   <li>the files that CloudTrail delivers, {@code {"Records": […]}};
 *   <li>records one after another, usually one a line;
 *   <li>what {@code aws cloudtrail lookup-events} prints, {@code {"Events": […]}} with each record
 *       as a string;
 *   <li>events of EventBridge, {@code {"detail": {…}}}.
 * </ul>
 *
 * <p>The input may be compressed by gzip. A record that cannot be read is reported and skipped. A
 * line that is not JSON is reported and skipped; a file that breaks off is reported, and what was
 * read before counts. Instances serve one file and one thread.
 */
public final class TrailReader {

  /** The parser does not close its source: after a damaged line, another one goes on. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();

  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;
  private static final int BUFFER = 1 << 16;
  private static final String NO_RECORD =
      "this is not a CloudTrail record, a file that CloudTrail delivers, the output of `aws"
          + " cloudtrail lookup-events` or an event of EventBridge";

  private final String file;
  private final Consumer<TrailEvent> events;
  private final Consumer<LostRecord> lost;
  private long others;

  /** The line before the first line of the current parser. */
  private long linesBefore;

  /** The line of the current parser on which the value being read begins; 0 between values. */
  private long begun;

  /** Whether some value was complete on one line, as in JSON Lines. */
  private boolean byLine;

  private TrailReader(String file, Consumer<TrailEvent> events, Consumer<LostRecord> lost) {
    this.file = file;
    this.events = events;
    this.lost = lost;
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
  public static long read(
      String file, InputStream in, Consumer<TrailEvent> events, Consumer<LostRecord> lost) {
    TrailReader reader = new TrailReader(file, events, lost);
    try {
      reader.readAll(uncompressed(in));
    } catch (IOException e) {
      lost.accept(new LostRecord(file, 0, "the file cannot be read further: " + e.getMessage()));
    }
    return reader.others;
  }

  private static InputStream uncompressed(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
    buffered.mark(2);
    boolean gzip = buffered.read() == GZIP_FIRST && buffered.read() == GZIP_SECOND;
    buffered.reset();
    return gzip ? new GZIPInputStream(buffered, BUFFER) : buffered;
  }

  private void readAll(InputStream in) throws IOException {
    InputStream rest = in;
    while (true) {
      JsonParser parser = JSON.createParser(rest);
      try {
        while (parser.nextToken() != null) {
          begun = parser.currentTokenLocation().getLineNr();
          readRoot(parser, linesBefore + begun);
          byLine |= parser.currentLocation().getLineNr() == begun;
          begun = 0;
        }
        return;
      } catch (JsonProcessingException malformed) {
        long broken = parser.currentLocation().getLineNr();
        boolean overLines = begun != 0 && begun != broken;
        if (overLines && !byLine) {
          lost.accept(
              new LostRecord(
                  file,
                  linesBefore + broken,
                  reason(malformed) + "; the rest of the file is not read"));
          return; // where the next record begins is not known
        }
        reportLines(overLines ? begun : broken, broken, reason(malformed));
        rest = afterLine(parser, rest);
        linesBefore += broken;
        begun = 0;
      }
    }
  }

  private void reportLines(long first, long last, String reason) {
    for (long line = first; line <= last; line++) {
      lost.accept(new LostRecord(file, linesBefore + line, reason));
    }
  }

  private static String reason(JsonProcessingException malformed) {
    String reason = malformed.getOriginalMessage();
    int settings = reason.indexOf(" (for ");
    return "this is not JSON: " + (settings < 0 ? reason : reason.substring(0, settings));
  }

  /** What follows the line on which a parser stopped. */
  private static InputStream afterLine(JsonParser parser, InputStream in) throws IOException {
    ByteArrayOutputStream buffered = new ByteArrayOutputStream();
    parser.releaseBuffered(buffered);
    InputStream rest =
        new SequenceInputStream(new ByteArrayInputStream(buffered.toByteArray()), in);
    int next = rest.read();
    while (next >= 0 && next != '\n') {
      next = rest.read();
    }
    return rest;
  }

  /** Reads one value at the top level. */
  private void readRoot(JsonParser parser, long line) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      lost.accept(new LostRecord(file, line, NO_RECORD));
      return;
    }
    RecordParser bare = new RecordParser();
    boolean container = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("Records") && value == JsonToken.START_ARRAY) {
        container = true;
        readRecords(parser);
      } else if (name.equals("Events") && value == JsonToken.START_ARRAY) {
        container = true;
        readLookedUp(parser);
      } else if (name.equals("detail") && value == JsonToken.START_OBJECT) {
        container = true;
        readRecord(parser);
      } else {
        bare.take(name, parser);
      }
    }
    if (bare.isRecord()) {
      accept(bare, line);
    } else if (!container) {
      lost.accept(new LostRecord(file, line, NO_RECORD));
    }
  }

  private void readRecords(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        readRecord(parser);
      } else {
        parser.skipChildren();
        lost.accept(new LostRecord(file, line(parser), "this element of `Records` is no object"));
      }
    }
  }

  /** Reads the record at the parser's position. */
  private void readRecord(JsonParser parser) throws IOException {
    long line = line(parser);
    RecordParser record = new RecordParser();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      record.take(name, parser);
    }
    accept(record, line);
  }

  /** Reads the events that {@code lookup-events} prints, whose records are strings. */
  private void readLookedUp(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      long line = line(parser);
      String record = "";
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("CloudTrailEvent") && value == JsonToken.VALUE_STRING) {
          record = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
      readText(record, line);
    }
  }

  private void readText(String record, long line) throws IOException {
    try (JsonParser parser = JSON.createParser(record)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        lost.accept(new LostRecord(file, line, "`CloudTrailEvent` is not a record in JSON"));
        return;
      }
      RecordParser read = new RecordParser();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        read.take(name, parser);
      }
      accept(read, line);
    } catch (JsonProcessingException malformed) {
      lost.accept(new LostRecord(file, line, "`CloudTrailEvent`: " + reason(malformed)));
    }
  }

  private void accept(RecordParser record, long line) {
    if (!record.isRecord()) {
      lost.accept(new LostRecord(file, line, "a record without `eventSource`"));
    } else if (!record.isKms()) {
      others++;
    } else {
      try {
        events.accept(record.event(file, line));
      } catch (DamagedRecordException damaged) {
        lost.accept(new LostRecord(file, line, damaged.reason()));
      }
    }
  }

  private long line(JsonParser parser) {
    return linesBefore + parser.currentTokenLocation().getLineNr();
  }
}
