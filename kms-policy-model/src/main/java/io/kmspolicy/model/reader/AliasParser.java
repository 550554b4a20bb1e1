package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.resource.AliasTarget;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads aliases with their targets. */
final class AliasParser {

  private final JsonCursor cursor;
  private final List<AliasTarget> aliases = new ArrayList<>();
  private KmsResource.@Nullable Alias alias;
  private String target = "";
  private boolean complete = true;

  private AliasParser(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the aliases at the cursor. */
  static AliasReader.Listed parse(JsonCursor cursor) {
    AliasParser parser = new AliasParser(cursor);
    if (cursor.atArray()) {
      parser.entries();
    } else {
      SourceLocation start = cursor.valueLocation();
      cursor
          .object("an object or an array of aliases", parser::member)
          .ifPresent(names -> cursor.require(names, start, "the response", "Aliases"));
    }
    return new AliasReader.Listed(parser.aliases, parser.complete);
  }

  private void member(String name) {
    switch (name) {
      case "Aliases" -> entries();
      case "Truncated" -> complete &= !cursor.flag("`true` or `false`").orElse(true);
      case "NextMarker", "NextToken" -> {
        complete = false;
        cursor.skip();
      }
      default -> cursor.skip();
    }
  }

  private void entries() {
    cursor.array("an array of aliases", this::entry);
  }

  private void entry() {
    SourceLocation start = cursor.valueLocation();
    alias = null;
    target = "";
    cursor
        .object("an object", this::entryMember)
        .ifPresent(names -> cursor.require(names, start, "the alias", "AliasArn"));
    if (alias != null) {
      aliases.add(new AliasTarget(alias, target));
    }
  }

  private void entryMember(String name) {
    switch (name) {
      case "AliasArn" -> cursor.someText("an alias ARN").ifPresent(this::arn);
      case "TargetKeyId" -> target = cursor.someText("a key id").orElse("");
      default -> cursor.skip();
    }
  }

  private void arn(String text) {
    try {
      if (KmsResource.parse(text) instanceof KmsResource.Alias parsed) {
        alias = parsed;
        return;
      }
    } catch (InvalidNameException e) {
      // Reported below, like the ARN of another kind of resource.
    }
    cursor.report(
        ProblemCode.INVALID_NAME, Quoting.quoteShort(text) + " is not the ARN of an alias");
  }
}
