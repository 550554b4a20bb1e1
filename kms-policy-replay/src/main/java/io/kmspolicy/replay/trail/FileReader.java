package io.kmspolicy.replay.trail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.kmspolicy.replay.result.LostRecord;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Consumer;

/** Reads one file to its end, record after record. Instances serve one file and one thread. */
final class FileReader {

  /**
   * The parser does not close its source: after a damaged line, another one goes on. Names are not
   * interned in the JVM: encryption contexts may have millions of them.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private static final int BUFFER = 1 << 16;
  private static final String NO_TOKEN = "Unrecognized token ";
  private static final String NO_RECORD =
      "this is not a CloudTrail record, a file that CloudTrail delivers, the output of `aws"
          + " cloudtrail lookup-events`, an event of EventBridge or a line of a decision log";

  private final String file;
  private final RecordParser record;
  private final Consumer<TrailEvent> events;
  private final Consumer<LostRecord> lost;
  private long others;

  /** The line before the first line of the current parser. */
  private long linesBefore;

  /** The line of the current parser on which the value being read begins; 0 between values. */
  private long begun;

  /** Whether the records being read are elements of a list, and no values at the top level. */
  private boolean inList;

  /** The line on which the last record began, and how many have begun on it. */
  private long lastLine;

  private long onLastLine;

  /** Whether some value was complete on one line, as in JSON Lines. */
  private boolean byLine;

  FileReader(
      String file, RecordParser record, Consumer<TrailEvent> events, Consumer<LostRecord> lost) {
    this.file = file;
    this.record = record;
    this.events = events;
    this.lost = lost;
  }

  /** Reads the file, and returns the number of records of other services. */
  long read(InputStream in) {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
    try {
      if (GzipInput.isNext(buffered)) {
        try (GzipInput content = new GzipInput(buffered)) {
          readAll(new LineInput(content));
        }
      } else {
        readAll(new LineInput(buffered));
      }
    } catch (IOException e) {
      String reason = Objects.requireNonNullElse(e.getMessage(), e.toString());
      lost.accept(
          new LostRecord(file, linesBefore + 1, "the file cannot be read further: " + reason));
    }
    return others;
  }

  private void readAll(LineInput in) throws IOException {
    while (true) {
      JsonParser parser = JSON.createParser(in);
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
        long first = overLines ? begun : broken;
        long last = isAtNewLine(parser) ? Math.max(first, broken - 1) : broken;
        reportLines(first, last, reason(malformed) + rest(parser));
        linesBefore += broken - 1;
        moveBehindLine(parser, in);
        linesBefore++;
        begun = 0;
        inList = false;
      } catch (IOException unreadable) {
        linesBefore += parser.currentLocation().getLineNr() - 1;
        throw unreadable;
      }
    }
  }

  /** The end of the file behind its last line is no line. */
  private static boolean isAtNewLine(JsonParser parser) {
    return parser.currentLocation().getColumnNr() == 1;
  }

  private void reportLines(long first, long last, String reason) {
    for (long line = first; line <= last; line++) {
      lost.accept(new LostRecord(file, linesBefore + line, reason));
    }
  }

  /** What was not read behind the error. */
  private static String rest(JsonParser parser) {
    return isAtNewLine(parser) ? "" : "; the rest of the line is not read";
  }

  /** What is wrong, without the text that is no JSON: it may be part of a confidential value. */
  private static String reason(JsonProcessingException malformed) {
    String reason = malformed.getOriginalMessage();
    int settings = reason.indexOf(" (for ");
    String sentence = settings < 0 ? reason : reason.substring(0, settings);
    return "this is not JSON: "
        + (sentence.startsWith(NO_TOKEN) ? "an unquoted text that is no value" : sentence);
  }

  /** Moves behind the line on which a parser stopped. */
  private static void moveBehindLine(JsonParser parser, LineInput in) throws IOException {
    ByteArrayOutputStream unread = new ByteArrayOutputStream();
    parser.releaseBuffered(unread);
    in.moveBehindLine(unread.toByteArray());
  }

  /** Reads one value at the top level. */
  private void readRoot(JsonParser parser, long line) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      lose(line, number(line), NO_RECORD);
      return;
    }
    record.begin();
    boolean container = false;
    String name = parser.nextFieldName();
    while (name != null) {
      JsonToken value = parser.nextToken();
      if (record.isRecord()) {
        record.take(name, parser);
      } else if (name.equals("Records") && value == JsonToken.START_ARRAY) {
        container = true;
        readRecords(parser);
      } else if (name.equals("Events") && value == JsonToken.START_ARRAY) {
        container = true;
        readLookedUp(parser);
      } else if (name.equals("detail") && value == JsonToken.START_OBJECT) {
        container = true;
        readRecord(parser);
      } else {
        record.take(name, parser);
      }
      name = parser.nextFieldName();
    }
    if (record.isRecord()) {
      accept(line, number(line));
    } else if (record.isLoggedDecision()) {
      acceptLogged(line, number(line));
    } else if (!container) {
      lose(line, number(line), NO_RECORD);
    }
  }

  private void readRecords(JsonParser parser) throws IOException {
    inList = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        readRecord(parser);
      } else {
        long line = line(parser);
        parser.skipChildren();
        lose(line, number(line), "this element of `Records` is no object");
      }
    }
    inList = false;
  }

  /** Reads the record at the parser's position. */
  private void readRecord(JsonParser parser) throws IOException {
    long line = line(parser);
    long number = number(line);
    readMembers(parser);
    accept(line, number);
  }

  private void readMembers(JsonParser parser) throws IOException {
    record.begin();
    String name = parser.nextFieldName();
    while (name != null) {
      parser.nextToken();
      record.take(name, parser);
      name = parser.nextFieldName();
    }
  }

  /** Reads the events that {@code lookup-events} prints, whose records are strings. */
  private void readLookedUp(JsonParser parser) throws IOException {
    inList = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      long line = line(parser);
      long number = number(line);
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        readText(lookedUp(parser), line, number);
      } else {
        parser.skipChildren();
        lose(line, number, "this element of `Events` is no object");
      }
    }
    inList = false;
  }

  /** The text of the record in an event; empty if there is none. */
  private static String lookedUp(JsonParser parser) throws IOException {
    String text = "";
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("CloudTrailEvent") && value == JsonToken.VALUE_STRING) {
        text = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return text;
  }

  private void readText(String text, long line, long number) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        lose(line, number, "`CloudTrailEvent` is not a record in JSON");
        return;
      }
      readMembers(parser);
      accept(line, number);
    } catch (JsonProcessingException malformed) {
      lose(line, number, "`CloudTrailEvent`: " + reason(malformed));
    }
  }

  /** Hands on the record that was read. */
  private void accept(long line, long number) {
    if (!record.isRecord()) {
      lose(line, number, "a record without `eventSource`");
    } else if (!record.isKms()) {
      others++;
    } else {
      try {
        events.accept(record.event(file, line, number));
      } catch (DamagedRecordException damaged) {
        lose(line, number, damaged.reason());
      }
    }
    record.begin();
  }

  private void acceptLogged(long line, long number) {
    try {
      events.accept(record.loggedDecision(file, line, number));
    } catch (DamagedRecordException damaged) {
      lose(line, number, damaged.reason());
    }
    record.begin();
  }

  private void lose(long line, long number, String reason) {
    lost.accept(LostRecord.of(file, line, number, reason));
  }

  /** The number of the next record on its line, as {@link TrailEvent#number} has it. */
  private long number(long line) {
    onLastLine = line == lastLine ? onLastLine + 1 : 1;
    lastLine = line;
    boolean listed = inList && line == linesBefore + begun;
    return onLastLine == 1 && !listed ? 0 : onLastLine;
  }

  private long line(JsonParser parser) {
    return linesBefore + parser.currentTokenLocation().getLineNr();
  }
}
