package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.template.form.DynamicReferences;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.json.OpaqueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Evaluates the functions of a CloudFormation template as far as the template and what the user
 * states determine their values. Any other value is unresolved, never guessed: the default of a
 * parameter, for example, may be replaced when the template is deployed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html">CloudFormation:
 *     intrinsic functions</a>
 */
final class Intrinsics {

  private static final String REF = "Ref";
  private static final String GET_ATT = "Fn::GetAtt";

  private final References references;
  private final SourceNode mappings;
  private final Branches branches;
  private final ExpansionBudget budget = new ExpansionBudget();

  Intrinsics(SourceNode template, TemplateValues stated) {
    this.references = new References(template, stated, this::resolve);
    this.mappings = template.member("Mappings").orElse(new Members(List.of(), template.place()));
    this.branches = new Branches(this::resolve, references::truth);
  }

  /** The value with its functions evaluated. */
  SourceNode resolve(SourceNode node) {
    SourceNode value = evaluate(node);
    return value instanceof Text text ? known(text) : value;
  }

  /** A text whose value another service supplies, or that YAML 1.1 reads as another value. */
  private static SourceNode known(Text text) {
    if (DynamicReferences.in(text.text())) {
      return new Unresolved("a reference in it gets its value when it is deployed", text.place())
          .withOpaque(DynamicReferences.opaque(text.text()));
    }
    return text.disputed()
        ? new Unresolved(
            "`" + text.text() + "` has no quotes, and YAML 1.1 reads it as another value than text",
            text.place())
        : text;
  }

  private SourceNode evaluate(SourceNode node) {
    Optional<Unresolved> refused = budget.charge(1, node.place());
    if (refused.isPresent()) {
      return refused.get();
    }
    if (node instanceof Members object) {
      Optional<Member> function = Expressions.function(object);
      if (function.isPresent()) {
        return opaque(call(function.get(), object.place()), function.get());
      }
      Optional<Unresolved> insertion = Insertions.in(object);
      return insertion.isPresent() ? insertion.get() : members(object);
    }
    if (node instanceof Elements array) {
      List<SourceNode> elements = new ArrayList<>();
      for (SourceNode element : array.elements()) {
        if (!NoValue.is(element)) {
          elements.addAll(branches.statements(element).orElseGet(() -> List.of(resolve(element))));
        }
      }
      return new Elements(elements, array.place());
    }
    return node;
  }

  private SourceNode members(Members object) {
    List<Member> members = new ArrayList<>();
    for (Member member : object.members()) {
      if (!NoValue.is(member.value())) {
        SourceNode value = branches.statementList(member).orElseGet(() -> resolve(member.value()));
        members.add(new Member(member.name(), member.namePlace(), value));
      }
    }
    return new Members(members, object.place());
  }

  /** The policies of a list inside a user, group or role. */
  List<SourceNode> policies(SourceNode list) {
    return branches.policies(list);
  }

  private SourceNode call(Member function, Place place) {
    Optional<Unresolved> refused = budget.begin(function.name(), place);
    try {
      return refused.isPresent() ? refused.get() : value(function, place);
    } finally {
      budget.end();
    }
  }

  private SourceNode value(Member function, Place place) {
    SourceNode argument = function.value();
    return switch (function.name()) {
      case REF -> references.ref(argument, place);
      case GET_ATT -> references.attribute(argument, place);
      case "Fn::Sub" -> substitute(argument, place);
      case "Fn::Join" -> join(resolve(argument), place);
      case "Fn::Select" -> Expressions.whole(select(resolve(argument), place));
      case "Fn::Split" -> Expressions.whole(split(resolve(argument), place));
      case "Fn::FindInMap" -> Expressions.whole(findInMap(resolve(argument), place));
      case "Fn::If" -> either(function, place);
      default -> new Unresolved("`" + function.name() + "` is not evaluated here", place);
    };
  }

  /** The value of a function; if it is open, as a text with opaque parts. */
  private SourceNode opaque(SourceNode value, Member function) {
    return value instanceof Unresolved open && Expressions.mayBeText(value)
        ? open.withOpaque(references.opaque(function, Expressions.shown(function)))
        : value;
  }

  private SourceNode join(SourceNode argument, Place place) {
    Optional<Unresolved> open = open(argument);
    List<SourceNode> parts = argument.elements();
    if (parts.size() != 2
        || !(parts.get(0) instanceof Text separator)
        || !(parts.get(1) instanceof Elements)) {
      return open.isPresent() ? Expressions.unknown(open.get()) : malformed("Fn::Join", place);
    }
    boolean isKnown = true;
    boolean isMarked = OpaqueText.in(separator.text());
    List<String> texts = new ArrayList<>();
    long length = 0;
    for (SourceNode part : parts.get(1).elements()) {
      if (!(part instanceof Text) && !(part instanceof Unresolved)) {
        return malformed("Fn::Join", place);
      }
      isKnown &= part instanceof Text || Expressions.isText(part);
      isMarked |= part instanceof Text text && OpaqueText.in(text.text());
      String piece = Expressions.text(part);
      texts.add(piece);
      length += piece.length() + separator.text().length();
    }
    Optional<Unresolved> refused = budget.text("Fn::Join", length, place);
    if (refused.isPresent()) {
      return refused.get();
    }
    String joined = String.join(separator.text(), texts);
    if (open.isEmpty()) {
      return text(joined, place);
    }
    return isKnown && !isMarked ? open.get().withOpaque(joined) : Expressions.unknown(open.get());
  }

  private static SourceNode select(SourceNode argument, Place place) {
    List<SourceNode> parts = argument.elements();
    if (parts.size() != 2 || open(parts.get(0)).isPresent()) {
      return malformed("Fn::Select", place);
    }
    if (parts.get(1) instanceof Unresolved unresolved) {
      return unresolved;
    }
    String index =
        parts.get(0) instanceof Text text
            ? text.text()
            : parts.get(0) instanceof SourceNode.Literal number ? number.json() : "";
    List<SourceNode> values = parts.get(1).elements();
    if (!index.matches("\\d{1,4}") || Integer.parseInt(index) >= values.size()) {
      return malformed("Fn::Select", place);
    }
    // An element before it that is not known may be no element at all.
    List<SourceNode> before = values.subList(0, Integer.parseInt(index) + 1);
    return before.stream()
        .filter(Unresolved.class::isInstance)
        .findFirst()
        .orElse(values.get(Integer.parseInt(index)));
  }

  private SourceNode split(SourceNode argument, Place place) {
    Optional<Unresolved> open = open(argument);
    if (open.isPresent()) {
      return open.get();
    }
    List<SourceNode> parts = argument.elements();
    if (parts.size() != 2
        || !(parts.get(0) instanceof Text separator)
        || !(parts.get(1) instanceof Text whole)
        || separator.text().isEmpty()) {
      return malformed("Fn::Split", place);
    }
    Optional<Unresolved> refused = budget.text("Fn::Split", whole.text().length(), place);
    if (refused.isPresent()) {
      return refused.get();
    }
    List<SourceNode> values = new ArrayList<>();
    for (String part : whole.text().split(Pattern.quote(separator.text()), -1)) {
      values.add(text(part, place));
    }
    refused = budget.charge(values.size(), place);
    return refused.isPresent() ? refused.get() : new Elements(values, place);
  }

  private SourceNode findInMap(SourceNode argument, Place place) {
    Optional<Unresolved> open = open(argument);
    if (open.isPresent()) {
      return open.get();
    }
    SourceNode found = mappings;
    for (SourceNode step : argument.elements()) {
      Optional<SourceNode> next =
          step instanceof Text name ? found.member(name.text()) : Optional.empty();
      if (next.isEmpty()) {
        return new Unresolved("the mapping has no such value", place);
      }
      found = next.get();
    }
    return found instanceof Members ? malformed("Fn::FindInMap", place) : resolve(found);
  }

  /** The condition is evaluated when the template is deployed; equal branches do not need it. */
  private SourceNode either(Member function, Place place) {
    List<SourceNode> parts = function.value().elements();
    if (parts.size() != 3) {
      return malformed("Fn::If", place);
    }
    SourceNode one = resolve(parts.get(1));
    SourceNode other = resolve(parts.get(2));
    boolean same =
        one instanceof Text left && other instanceof Text right && left.text().equals(right.text());
    return same
        ? one
        : branches
            .document(parts.get(0) instanceof Text name ? name.text() : "", one, other, place)
            .orElseGet(() -> oneOf(function, parts, List.of(one, other), place));
  }

  /** A value that is one of two texts, if both are known so far. */
  private Unresolved oneOf(
      Member function, List<SourceNode> parts, List<SourceNode> values, Place place) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      SourceNode value = values.get(i);
      boolean isKnown = value instanceof Text text ? !OpaqueText.in(text.text()) : true;
      texts.add(
          NoValue.is(parts.get(i + 1))
              ? OpaqueText.of(OpaqueText.Kind.RESOURCE_ARN, NoValue.SHOWN)
              : isKnown ? Expressions.text(value) : "");
    }
    Unresolved open = new Unresolved(Branches.OPEN, place);
    Optional<String> choice =
        texts.contains("")
            ? Optional.empty()
            : references.choice(texts, function, Expressions.shown(function));
    return choice.map(open::withOpaque).orElse(open);
  }

  /** {@code "text ${Name} ${Resource.Attribute} ${!Literal}"}, alone or with a map of names. */
  private SourceNode substitute(SourceNode argument, Place place) {
    SourceNode template = argument;
    SourceNode names = new Members(List.of(), place);
    if (argument instanceof Elements pair && pair.elements().size() == 2) {
      template = pair.elements().get(0);
      names = pair.elements().get(1);
    }
    if (!(template instanceof Text text)) {
      return malformed("Fn::Sub", place);
    }
    StringBuilder result = new StringBuilder();
    Optional<Unresolved> open = Optional.empty();
    int at = 0;
    String source = text.text();
    boolean isMarked = OpaqueText.in(source);
    while (true) {
      int start = source.indexOf("${", at);
      int end = start < 0 ? -1 : source.indexOf('}', start);
      if (end < 0) {
        String whole = result.append(source, at, source.length()).toString();
        Optional<Unresolved> refused = budget.text("Fn::Sub", whole.length(), place);
        if (refused.isPresent()) {
          return refused.get();
        }
        return open.isEmpty()
            ? text(whole, place)
            : isMarked
                ? Expressions.unknown(open.get())
                : open.get().withOpaque(DynamicReferences.opaque(whole));
      }
      String name = source.substring(start + 2, end);
      result.append(source, at, start);
      at = end + 1;
      if (name.startsWith("!")) {
        result.append("${").append(name, 1, name.length()).append('}');
        continue;
      }
      SourceNode value = named(name.strip(), names, place);
      if (value instanceof Unresolved unknown) {
        Optional<String> opaque = unknown.opaque();
        if (opaque.isEmpty()) {
          return unknown;
        }
        open = open.or(() -> Optional.of(unknown));
        result.append(opaque.get());
        continue;
      }
      if (!(value instanceof Text known)) {
        return malformed("Fn::Sub", place);
      }
      if ((long) result.length() + known.text().length() > ExpansionBudget.TEXT) {
        return ExpansionBudget.tooLong("Fn::Sub", place);
      }
      isMarked |= OpaqueText.in(known.text());
      result.append(known.text());
    }
  }

  private SourceNode named(String name, SourceNode names, Place place) {
    Optional<SourceNode> own = names.member(name);
    if (own.isPresent()) {
      return resolve(own.get());
    }
    Text text = text(name, place);
    boolean attribute = name.contains(".");
    SourceNode value = attribute ? references.attribute(text, place) : references.ref(text, place);
    Member function = new Member(attribute ? GET_ATT : REF, place, text);
    return opaque(value, function);
  }

  /** The first unresolved value inside a value. */
  static Optional<Unresolved> open(SourceNode node) {
    if (node instanceof Unresolved unresolved) {
      return Optional.of(unresolved);
    }
    for (Member member : node.members()) {
      Optional<Unresolved> inner = open(member.value());
      if (inner.isPresent()) {
        return inner;
      }
    }
    for (SourceNode element : node.elements()) {
      Optional<Unresolved> inner = open(element);
      if (inner.isPresent()) {
        return inner;
      }
    }
    return Optional.empty();
  }

  static Unresolved malformed(String function, Place place) {
    return new Unresolved("`" + function + "`" + Expressions.MALFORMED, place);
  }

  /** A string that was computed: its characters all have the place of the expression. */
  static Text text(String text, Place place) {
    return new Text(text, place, offset -> place);
  }
}
