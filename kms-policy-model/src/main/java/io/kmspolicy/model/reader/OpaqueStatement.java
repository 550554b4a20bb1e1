package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bounds of a statement with opaque parts (rule 1.13). Whatever the values are, the statement
 * matches what its lower bound matches, and matches nothing that its upper bound does not match. So
 * it is read as the lower bound, and the upper bound under a test whose result is not known.
 * Neither has an opaque part.
 */
final class OpaqueStatement {

  private static final ActionElement EVERY_ACTION =
      new ActionElement.Action(List.of(ActionPattern.of("*")));
  private static final ResourceElement EVERY_RESOURCE =
      new ResourceElement.Resource(List.of(new ResourcePattern("*", SourceLocation.nowhere())));

  private final PolicyType type;
  private final Statement parsed;
  private final List<OpaqueElements.Name> names;
  private final String effect;
  private final String condition;

  /**
   * A statement.
   *
   * @param parsed what was read, with opaque parts in its actions, resources and conditions
   * @param opaque what else was read
   */
  OpaqueStatement(PolicyType type, Statement parsed, OpaqueElements opaque) {
    this.type = type;
    this.parsed = parsed;
    this.names = List.copyOf(opaque.names());
    this.effect = opaque.effect();
    this.condition = opaque.condition();
  }

  /** The bounds of a statement of which nothing is known but an expression. */
  static void addUnknown(
      PolicyType type, String text, SourceLocation location, Consumer<Statement> bounds) {
    PrincipalElement anybody =
        type.namesPrincipals()
            ? new PrincipalElement.Principal(List.of(new PrincipalName.Everyone()))
            : new PrincipalElement.Absent();
    for (Effect effect : Effect.values()) {
      Condition test = Condition.open(expressions(Stream.of(text)), effect + text, location);
      bounds.accept(
          new Statement(
              Label.absent(),
              effect,
              anybody,
              EVERY_ACTION,
              EVERY_RESOURCE,
              new ConditionBlock(List.of(test)),
              location));
    }
  }

  /** Adds the bounds; the statement itself if it has no opaque part. */
  void addTo(Consumer<Statement> bounds) {
    if (effect.isEmpty() && names.isEmpty() && !isOpaqueBeyondNames()) {
      bounds.accept(parsed);
    } else if (effect.isEmpty()) {
      lower().ifPresent(bounds);
      addUpper(parsed, bounds);
    } else {
      for (Effect one : Effect.values()) {
        boolean isLegal =
            one == Effect.DENY || !(parsed.principal() instanceof PrincipalElement.NotPrincipal);
        if (isLegal) {
          addUpper(with(one), bounds);
        }
      }
    }
  }

  private Statement with(Effect one) {
    return new Statement(
        parsed.sid(),
        one,
        parsed.principal(),
        parsed.action(),
        parsed.resource(),
        parsed.condition(),
        parsed.location());
  }

  /** Whether an element besides effect and principal has an opaque part. */
  private boolean isOpaqueBeyondNames() {
    return !condition.isEmpty()
        || OpaqueText.in(String.join("", actionTexts()))
        || OpaqueText.in(String.join("", resourceTexts()))
        || parsed.condition().tests().stream().anyMatch(OpaqueStatement::isOpaque);
  }

  private static boolean isOpaque(Condition test) {
    return test.values().stream().anyMatch(value -> OpaqueText.in(value.text()));
  }

  private List<String> actionTexts() {
    if (parsed.action() instanceof ActionElement.Action listed) {
      return listed.patterns().stream().map(ActionPattern::text).toList();
    }
    return parsed.action() instanceof ActionElement.NotAction excluded
        ? excluded.patterns().stream().map(ActionPattern::text).toList()
        : List.of();
  }

  private List<String> resourceTexts() {
    return parsed.resource().patterns().stream().map(ResourcePattern::text).toList();
  }

  /** What the statement says for every value; empty if that is nothing. */
  private Optional<Statement> lower() {
    boolean isNot = parsed.principal() instanceof PrincipalElement.NotPrincipal;
    boolean isNobody =
        parsed.principal() instanceof PrincipalElement.Principal listed && listed.names().isEmpty();
    if (!condition.isEmpty() || isNobody || (isNot && !names.isEmpty())) {
      return Optional.empty();
    }
    Optional<ActionElement> action = lower(parsed.action());
    Optional<ResourceElement> resource = lower(parsed.resource());
    Optional<List<Condition>> tests = OpaqueConditions.lower(parsed.condition().tests());
    return action.isEmpty() || resource.isEmpty() || tests.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Statement(
                parsed.sid(),
                parsed.effect(),
                parsed.principal(),
                action.get(),
                resource.get(),
                new ConditionBlock(tests.get()),
                parsed.location()));
  }

  private static Optional<ActionElement> lower(ActionElement element) {
    if (element instanceof ActionElement.Action listed) {
      List<ActionPattern> known =
          listed.patterns().stream().filter(one -> !OpaqueText.in(one.text())).toList();
      return known.isEmpty() ? Optional.empty() : Optional.of(new ActionElement.Action(known));
    }
    if (element instanceof ActionElement.NotAction excluded) {
      List<ActionPattern> widest =
          excluded.patterns().stream().map(OpaqueStatement::widest).toList();
      return Optional.of(new ActionElement.NotAction(widest));
    }
    return Optional.of(element);
  }

  private static Optional<ResourceElement> lower(ResourceElement element) {
    if (element instanceof ResourceElement.Resource listed) {
      List<ResourcePattern> known =
          listed.patterns().stream().filter(one -> !OpaqueText.in(one.text())).toList();
      return known.isEmpty() ? Optional.empty() : Optional.of(new ResourceElement.Resource(known));
    }
    if (element instanceof ResourceElement.NotResource excluded) {
      List<ResourcePattern> widest =
          excluded.patterns().stream().map(OpaqueStatement::widest).toList();
      return Optional.of(new ResourceElement.NotResource(widest));
    }
    return Optional.of(element);
  }

  /** Adds what the statement says for some values, for each name by itself. */
  private void addUpper(Statement statement, Consumer<Statement> bounds) {
    boolean isPlain = effect.isEmpty() && !isOpaqueBeyondNames();
    String body = type + body(statement);
    boolean isListed = statement.principal() instanceof PrincipalElement.Principal;
    for (OpaqueElements.Name name : isListed ? names : List.<OpaqueElements.Name>of()) {
      Optional<OpaquePrincipal> upper = OpaquePrincipal.of(name, statement.location());
      if (upper.isPresent()) {
        // Who has a name does not depend on the rest of the statement.
        String identity = isPlain ? type + " " + statement.effect() + " " + name : body;
        String text = isPlain ? expressions(Stream.of(name.text())) : expressions(texts());
        bounds.accept(
            upper(
                statement.withPrincipal(upper.get().element()),
                upper.get().tests(),
                Condition.open(text, plain(identity), statement.location())));
      }
    }
    boolean hasOthers =
        !isListed
            || (!isPlain
                && statement.principal() instanceof PrincipalElement.Principal known
                && !known.names().isEmpty());
    if (hasOthers) {
      bounds.accept(
          upper(
              statement.withPrincipal(widest(statement.principal())),
              List.of(),
              Condition.open(expressions(texts()), plain(body), statement.location())));
    }
  }

  private Statement upper(Statement statement, List<Condition> ofPrincipal, Condition open) {
    List<Condition> tests = new ArrayList<>();
    Stream.of(OpaqueConditions.upper(statement.condition().tests()), ofPrincipal, List.of(open))
        .flatMap(List::stream)
        .filter(test -> tests.stream().noneMatch(other -> isOfSameKey(test, other)))
        .forEach(tests::add);
    return new Statement(
        statement.sid(),
        statement.effect(),
        statement.principal(),
        upper(statement.action()),
        upper(statement.resource()),
        new ConditionBlock(tests),
        statement.location());
  }

  /** A block tests a key once by each operator; without a second test, it holds for no less. */
  private static boolean isOfSameKey(Condition test, Condition other) {
    return test.operator().equals(other.operator())
        && LetterCase.areSameName(test.key(), other.key());
  }

  /** Without an exempted name, the statement may apply to everybody. */
  private static PrincipalElement widest(PrincipalElement element) {
    return element instanceof PrincipalElement.NotPrincipal excluded && excluded.names().isEmpty()
        ? new PrincipalElement.Principal(List.of(new PrincipalName.Everyone()))
        : element;
  }

  private static ActionElement upper(ActionElement element) {
    if (element instanceof ActionElement.Action listed) {
      return new ActionElement.Action(
          listed.patterns().stream().map(OpaqueStatement::widest).toList());
    }
    if (element instanceof ActionElement.NotAction excluded) {
      List<ActionPattern> known =
          excluded.patterns().stream().filter(one -> !OpaqueText.in(one.text())).toList();
      return known.isEmpty() ? EVERY_ACTION : new ActionElement.NotAction(known);
    }
    return element;
  }

  private static ResourceElement upper(ResourceElement element) {
    if (element instanceof ResourceElement.Resource listed) {
      return new ResourceElement.Resource(
          listed.patterns().stream().map(OpaqueStatement::widest).toList());
    }
    if (element instanceof ResourceElement.NotResource excluded) {
      List<ResourcePattern> known =
          excluded.patterns().stream().filter(one -> !OpaqueText.in(one.text())).toList();
      return known.isEmpty() ? EVERY_RESOURCE : new ResourceElement.NotResource(known);
    }
    return element;
  }

  /** A pattern that matches whatever this one may match. */
  private static ActionPattern widest(ActionPattern pattern) {
    String text = OpaqueElements.widest(pattern.text());
    int colon = text.indexOf(':');
    boolean isKnownService = colon > 0 && text.lastIndexOf('*', colon) < 0;
    return new ActionPattern(
        !OpaqueText.in(pattern.text()) || isKnownService ? text : "*", pattern.location());
  }

  /**
   * A pattern that matches whatever this one may match. A value in front of the last field may have
   * colons itself, unless it is an account, a Region or a partition.
   */
  private static ResourcePattern widest(ResourcePattern pattern) {
    return new ResourcePattern(
        OpaqueConditions.hasKnownFields(pattern.text())
            ? OpaqueElements.widest(pattern.text())
            : "*",
        pattern.location());
  }

  /** The texts with opaque parts, in the order of the elements. */
  private Stream<String> texts() {
    return Stream.of(
            Stream.of(effect),
            names.stream().map(OpaqueElements.Name::text),
            actionTexts().stream(),
            resourceTexts().stream(),
            parsed.condition().tests().stream()
                .flatMap(test -> test.values().stream())
                .map(ConditionValue::text),
            Stream.of(condition))
        .flatMap(texts -> texts)
        .filter(OpaqueText::in);
  }

  /** The expressions of the source; those of the stack's own values only where no other is. */
  private static String expressions(Stream<String> texts) {
    Set<String> ofStack = new LinkedHashSet<>();
    Set<String> found = new LinkedHashSet<>();
    texts
        .flatMap(text -> OpaqueText.parts(text).stream())
        .forEach(part -> (part.kind().isOfStack() ? ofStack : found).add(part.reference()));
    return String.join(", ", found.isEmpty() ? ofStack : found);
  }

  /** All that decides whether the statement matches. */
  private String body(Statement statement) {
    return Stream.of(
            Stream.of(statement.effect().toString(), effect, condition),
            names.stream().map(OpaqueElements.Name::toString),
            Stream.of(statement.principal().toString()),
            Stream.of(statement.action().getClass().getSimpleName()),
            actionTexts().stream(),
            Stream.of(statement.resource().getClass().getSimpleName()),
            resourceTexts().stream(),
            statement.condition().tests().stream()
                .map(test -> test.operator().text() + " " + test.key() + " " + test.values()))
        .flatMap(texts -> texts)
        .collect(Collectors.joining("\n", "\n", ""));
  }

  /** A text that identifies opaque parts and has none. */
  private static String plain(String text) {
    return OpaqueText.replaced(
        text, part -> "{" + part.kind() + " " + part.reference() + " " + part.definition() + "}");
  }
}
