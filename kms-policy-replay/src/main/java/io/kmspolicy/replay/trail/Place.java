package io.kmspolicy.replay.trail;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A member at its place in a record, such as the {@code arn} of the {@code sessionIssuer}. Records
 * have their members in the same order, so the member that came behind this one last is expected to
 * come again: the parser then compares its name with the bytes instead of decoding them. The text
 * that the member had last is compared first in the same way. Bounded: places beyond {@value
 * #MAX_PLACES}, or beyond {@value #MAX_MEMBERS} of one object, are not kept. Not thread-safe.
 */
final class Place {

  private static final int MAX_PLACES = 1 << 11;
  private static final int MAX_MEMBERS = 1 << 6;

  /** The member of what CloudTrail delivers that holds records. */
  static final String RECORDS = "Records";

  /** The member of an event of EventBridge that is a record. */
  static final String DETAIL = "detail";

  private static final Set<String> HOLDERS = Set.of(RECORDS, DETAIL);

  private final Places all;
  private final @Nullable Place object;
  private final SerializedString name;
  private final boolean kept;

  /** Whether the members of its objects are parts of records. */
  private final boolean holdsRecords;

  private final Part part;

  /** The depth below the part. */
  private final int depth;

  private final boolean read;

  /** Those inside this place. */
  private final Map<String, Place> members = new HashMap<>();

  private @Nullable Place first;
  private @Nullable Place next;
  private TextTable.@Nullable Entry last;

  /** The kept places of a record. */
  private static final class Places {
    private int number;
  }

  private Place() {
    this.all = new Places();
    this.object = null;
    this.name = new SerializedString("");
    this.kept = true;
    this.holdsRecords = true;
    this.part = Part.OTHER;
    this.depth = 0;
    this.read = true;
  }

  private Place(Place object, String name, boolean kept) {
    this.all = object.all;
    this.object = object;
    this.name = new SerializedString(name);
    this.kept = kept;
    this.holdsRecords = object.holdsRecords && HOLDERS.contains(name);
    this.part = object.holdsRecords ? Part.of(name) : object.part;
    this.depth = object.holdsRecords ? 0 : object.depth + 1;
    this.read = object.holdsRecords || object.part.isRead(name, object.depth);
  }

  /** The place of a record. */
  static Place root() {
    return new Place();
  }

  String name() {
    return name.getValue();
  }

  /** The part of a record that it is or is in. */
  Part part() {
    return part;
  }

  /** Whether its value is read. */
  boolean isRead() {
    return read;
  }

  /** The place of a member of an object at this place. */
  Place member(String named) {
    Place known = members.get(named);
    if (known != null) {
      return known;
    }
    boolean keeping = kept && members.size() < MAX_MEMBERS && all.number < MAX_PLACES;
    Place made = new Place(this, named, keeping);
    if (keeping) {
      members.put(named, made);
      all.number++;
    }
    return made;
  }

  /**
   * Moves into the object at the parser's position, which is at this place.
   *
   * @return the place of its first member, whose name is the current token; null at its end
   */
  @Nullable Place first(JsonParser parser) throws IOException {
    Place found = read(parser, this, first);
    if (found != first && found != null && found.kept) {
      first = found;
    }
    return found;
  }

  /**
   * Moves behind the value of this member.
   *
   * @return the place of the next member, whose name is the current token; null at the end of the
   *     object
   */
  @Nullable Place next(JsonParser parser) throws IOException {
    if (object == null) {
      throw new IllegalStateException("a record is no member");
    }
    Place found = read(parser, object, next);
    if (found != next && found != null && found.kept) {
      next = found;
    }
    return found;
  }

  private static @Nullable Place read(JsonParser parser, Place object, @Nullable Place expected)
      throws IOException {
    if (expected == null) {
      parser.nextToken();
    } else if (parser.nextFieldName(expected.name)) {
      return expected;
    }
    return parser.currentToken() == JsonToken.FIELD_NAME
        ? object.member(parser.currentName())
        : null;
  }

  /** The text at the parser's position, which is the value of this member. */
  String text(JsonParser parser, TextTable texts) throws IOException {
    char[] characters = parser.getTextCharacters();
    int offset = parser.getTextOffset();
    int length = parser.getTextLength();
    TextTable.Entry same = last;
    if (same != null && same.holds(characters, offset, length)) {
      return same.text();
    }
    TextTable.Entry found = texts.of(characters, offset, length);
    last = length <= TextTable.MAX_LENGTH ? found : null;
    return found.text();
  }
}
