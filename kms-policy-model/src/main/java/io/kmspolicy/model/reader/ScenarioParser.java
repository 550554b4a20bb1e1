package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.request.Scenario.Expectation;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads one scenario. */
final class ScenarioParser {

  private static final List<String> MEMBERS =
      List.of("id", "request", "policies", "unknown", "absent", "expected");

  /** The usual annotations, about which there is no warning. */
  private static final Set<String> ANNOTATIONS = Set.of("rule", "from", "label");

  private static final List<String> UNKNOWN_MEMBERS = List.of("context", "policies");

  private final JsonCursor cursor;
  private final DocumentSource documents;
  private final Consumer<Problem> warnings;
  private final RequestContext.Builder context = RequestContext.builder();
  private final RequestParser request;
  private final PolicySet.Builder policies = PolicySet.builder();
  private final List<LayerName> unknownLayers = new ArrayList<>();
  private final AbsentKeysParser absent;
  private String id = "";
  private Expectation expectation = new Expectation.None();

  private ScenarioParser(JsonCursor cursor, DocumentSource documents, Consumer<Problem> warnings) {
    this.cursor = cursor;
    this.documents = documents;
    this.warnings = warnings;
    this.request = new RequestParser(cursor, context);
    this.absent = new AbsentKeysParser(cursor);
  }

  /** Reads the scenario at the cursor. */
  static Scenario parse(JsonCursor cursor, DocumentSource documents, Consumer<Problem> warnings) {
    ScenarioParser parser = new ScenarioParser(cursor, documents, warnings);
    SourceLocation start = cursor.valueLocation();
    cursor
        .object("an object", parser::member)
        .ifPresent(
            names -> {
              cursor.require(names, start, "the scenario", "id");
              cursor.require(names, start, "the scenario", "request");
            });
    return parser.scenario();
  }

  private Scenario scenario() {
    unknownLayers.forEach(layer -> layer.makeUnknown(policies));
    AuthorizationRequest asked = request.request();
    return new Scenario(id, asked, policies.build(), expectation, absent.keys(asked));
  }

  private void member(String name) {
    switch (name) {
      case "id" -> cursor.someText("a string").ifPresent(text -> id = text);
      case "request" -> request.parse();
      case "policies" -> LayersParser.parse(cursor, policies, documents);
      case "unknown" -> cursor.object("an object", this::unknown);
      case "absent" -> absent.parse();
      case "expected" -> expected();
      default -> annotation(name);
    }
  }

  /** A member that nobody reads: refused if it was probably meant to be another one. */
  private void annotation(String name) {
    if (!ANNOTATIONS.contains(name)) {
      if (Suggestions.nearest(name, MEMBERS).isPresent()) {
        cursor.unknownMember(name, "a scenario", MEMBERS);
      } else {
        warnings.accept(
            new Problem(
                ProblemCode.UNKNOWN_MEMBER,
                cursor.location(),
                Quoting.quoteShort(name) + " is no member of a scenario and is ignored"));
      }
    }
    cursor.skip();
  }

  private void unknown(String name) {
    switch (name) {
      case "context" -> cursor.array("an array of strings", this::unknownKey);
      case "policies" -> cursor.array("an array of strings", this::unknownLayer);
      default -> cursor.unknownMember(name, "`unknown`", UNKNOWN_MEMBERS);
    }
  }

  private void unknownKey() {
    Optional<String> key = cursor.someText("a string");
    if (key.isPresent()) {
      context.unknown(key.get());
      int star = key.get().indexOf('*');
      if (star >= 0 && star < key.get().length() - 1) {
        cursor.report(
            ProblemCode.INVALID_VALUE,
            Quoting.quoteShort(key.get()) + " has a `*` inside; a `*` is allowed only at the end");
      }
    }
  }

  private void unknownLayer() {
    cursor
        .someText("a string")
        .ifPresent(
            text ->
                LayerName.ofText(text)
                    .ifPresentOrElse(unknownLayers::add, () -> reportUnknownLayerName(text)));
  }

  private void reportUnknownLayerName(String text) {
    cursor.report(
        ProblemCode.INVALID_VALUE,
        Quoting.quoteShort(text)
            + " is not a member of `policies`; it must be "
            + Listing.oneOf(LayerName.texts()));
  }

  private void expected() {
    SourceLocation start = cursor.valueLocation();
    cursor
        .object("an object", this::expectedMember)
        .ifPresent(names -> cursor.require(names, start, "`expected`", "decision"));
  }

  private void expectedMember(String name) {
    if (name.equals("decision")) {
      cursor.text("a string").ifPresent(this::decision);
    }
  }

  private void decision(String text) {
    Decision.ofText(text)
        .ifPresentOrElse(
            decision -> expectation = new Expectation.Labelled(decision),
            () ->
                cursor.report(
                    ProblemCode.INVALID_VALUE,
                    Quoting.quoteShort(text)
                        + " is not a decision; it must be "
                        + Listing.oneOf(
                            Arrays.stream(Decision.values()).map(Decision::text).toList())));
  }
}
