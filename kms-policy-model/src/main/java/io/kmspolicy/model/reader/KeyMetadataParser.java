package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;

/** Reads the metadata of one key. */
final class KeyMetadataParser {

  /** Placeholder for a key that could not be read. The cursor throws at the end of reading. */
  private static final KmsResource.Key NO_KEY = new KmsResource.Key("", "", "", "");

  private final JsonCursor cursor;
  private KmsResource.Key key = NO_KEY;
  private KeyManager manager = KeyManager.CUSTOMER;
  private String keySpec = "";
  private String keyUsage = "";
  private String origin = "";
  private String multiRegionKeyType = "";

  /** Whether the text is a whole response, with the metadata in a member of its own. */
  private boolean wrapped;

  private KeyMetadataParser(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the metadata at the cursor. */
  static KeyMetadata parse(JsonCursor cursor) {
    KeyMetadataParser parser = new KeyMetadataParser(cursor);
    parser.object();
    return new KeyMetadata(
        parser.key,
        parser.manager,
        parser.keySpec,
        parser.keyUsage,
        parser.origin,
        parser.multiRegionKeyType);
  }

  private void object() {
    SourceLocation start = cursor.valueLocation();
    cursor
        .object("an object", this::member)
        .filter(names -> !wrapped)
        .ifPresent(
            names -> {
              cursor.require(names, start, "the key", "Arn");
              cursor.require(names, start, "the key", "KeyManager");
            });
  }

  private void member(String name) {
    switch (name) {
      case "KeyMetadata" -> {
        object();
        wrapped = true;
      }
      case "Arn" -> cursor.someText("a key ARN").ifPresent(this::arn);
      case "KeyManager" -> cursor.someText("`CUSTOMER` or `AWS`").ifPresent(this::manager);
      case "KeySpec" -> keySpec = cursor.someText("a key spec").orElse("");
      case "KeyUsage" -> keyUsage = cursor.someText("a key usage").orElse("");
      case "Origin" -> origin = cursor.someText("an origin").orElse("");
      case "MultiRegionConfiguration" -> cursor.object("an object", this::multiRegionMember);
      default -> cursor.skip();
    }
  }

  private void multiRegionMember(String name) {
    if (name.equals("MultiRegionKeyType")) {
      multiRegionKeyType = cursor.someText("`PRIMARY` or `REPLICA`").orElse("");
    } else {
      cursor.skip();
    }
  }

  private void arn(String text) {
    try {
      if (KmsResource.parse(text) instanceof KmsResource.Key parsed) {
        key = parsed;
        return;
      }
    } catch (InvalidNameException e) {
      // Reported below, like the ARN of another kind of resource.
    }
    cursor.report(ProblemCode.INVALID_NAME, Quoting.quoteShort(text) + " is not the ARN of a key");
  }

  private void manager(String text) {
    switch (text) {
      case "CUSTOMER" -> manager = KeyManager.CUSTOMER;
      case "AWS" -> manager = KeyManager.AWS;
      default ->
          cursor.report(
              ProblemCode.INVALID_VALUE,
              Quoting.quoteShort(text) + " is not a key manager; it must be `CUSTOMER` or `AWS`");
    }
  }
}
