package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A statement of a data source {@code aws_iam_policy_document}. A plan prints an element that is
 * not known as null, and says at the same index of {@code after_unknown} that it is not known.
 */
final class DataStatement {

  private static final String ROLE = "aws_iam_role";
  private static final String IDENTIFIERS = "identifiers";
  private static final String ARN = "arn";

  private final TerraformPlace place;
  private final TerraformResource source;
  private final String name;
  private final Optional<SourceNode> block;
  private final boolean hasVariables;

  /**
   * A statement of a data source.
   *
   * @param index its index, counted from 0
   * @param block its block of the configuration; empty if the configuration does not say which
   * @param hasVariables whether an ampersand before a brace stands for the dollar of a variable
   */
  DataStatement(
      TerraformPlace place,
      TerraformResource source,
      int index,
      Optional<SourceNode> block,
      boolean hasVariables) {
    this.place = place;
    this.source = source;
    this.name = "statement[" + index + "]";
    this.block = block;
    this.hasVariables = hasVariables;
  }

  /** The statement of a policy document. */
  SourceNode of(SourceNode known, Optional<SourceNode> unknown) {
    if (unknown.filter(TerraformResource::isTrue).isPresent() || !(known instanceof Members)) {
      return hole(Kind.STATEMENT, name, Optional.empty(), known.place());
    }
    List<Member> members = new ArrayList<>();
    Block own = new Block(known, unknown, block, name);
    Place at = known.place();
    own.text("sid").ifPresent(sid -> members.add(new Member("Sid", sid.place(), sid)));
    SourceNode effect =
        own.isWhollyOpen("effect")
            ? hole(Kind.EFFECT, name + ".effect", own.expression("effect"), at)
            : own.text("effect").orElse(new Text("Allow", at, offset -> at));
    members.add(new Member("Effect", effect.place(), effect));
    add(members, "Principal", principals(own, "principals"));
    add(members, "NotPrincipal", principals(own, "not_principals"));
    add(members, "Action", own.list("actions", false));
    add(members, "NotAction", own.list("not_actions", false));
    add(members, "Resource", own.list("resources", hasVariables));
    add(members, "NotResource", own.list("not_resources", hasVariables));
    add(members, "Condition", conditions(own));
    return new Members(members, at);
  }

  private static void add(List<Member> members, String name, Optional<SourceNode> value) {
    value.ifPresent(found -> members.add(new Member(name, found.place(), found)));
  }

  private Optional<SourceNode> principals(Block statement, String member) {
    Optional<List<Block>> blocks = statement.blocks(member);
    if (blocks.isEmpty() || blocks.get().stream().anyMatch(one -> one.text("type").isEmpty())) {
      return statement.whole(Kind.PRINCIPAL, member);
    }
    Map<String, List<SourceNode>> types = new LinkedHashMap<>();
    for (Block principal : blocks.get()) {
      String type = ((Text) principal.text("type").orElseThrow()).text();
      List<SourceNode> identifiers = types.computeIfAbsent(type, unused -> new ArrayList<>());
      principal
          .list(IDENTIFIERS, hasVariables)
          .ifPresent(
              list ->
                  identifiers.addAll(list instanceof Elements ? list.elements() : List.of(list)));
    }
    List<SourceNode> anyone = types.getOrDefault("*", List.of());
    if (types.size() == 1 && anyone.size() == 1) {
      // Only this one becomes the text `*`; what is not known may become it, or a mistake.
      return anyone.get(0) instanceof Text
          ? Optional.of(anyone.get(0))
          : statement.whole(Kind.PRINCIPAL, member);
    }
    List<Member> members = new ArrayList<>();
    types.forEach(
        (type, identifiers) ->
            members.add(
                new Member(type, statement.place(), new Elements(identifiers, statement.place()))));
    return members.isEmpty()
        ? Optional.empty()
        : Optional.of(new Members(members, statement.place()));
  }

  private Optional<SourceNode> conditions(Block statement) {
    Optional<List<Block>> blocks = statement.blocks("condition");
    if (blocks.isEmpty()
        || blocks.get().stream()
            .anyMatch(one -> one.name("test").isEmpty() || one.name("variable").isEmpty())) {
      return statement.whole(Kind.CONDITION, "condition");
    }
    Map<String, Map<String, List<SourceNode>>> tests = new LinkedHashMap<>();
    for (Block condition : blocks.get()) {
      List<SourceNode> values =
          tests
              .computeIfAbsent(condition.name("test").orElseThrow(), key -> new LinkedHashMap<>())
              .computeIfAbsent(condition.name("variable").orElseThrow(), key -> new ArrayList<>());
      condition
          .list("values", hasVariables)
          .ifPresent(
              list -> values.addAll(list instanceof Elements ? list.elements() : List.of(list)));
    }
    Place at = statement.place();
    List<Member> operators = new ArrayList<>();
    tests.forEach(
        (test, keys) -> {
          List<Member> members = new ArrayList<>();
          keys.forEach((key, values) -> members.add(new Member(key, at, new Elements(values, at))));
          operators.add(new Member(test, at, new Members(members, at)));
        });
    return operators.isEmpty() ? Optional.empty() : Optional.of(new Members(operators, at));
  }

  /**
   * A value that the plan does not know, named by its only reference if it has one. What the
   * expression makes of the reference is not known, so two values with one reference may differ;
   * only a principal is taken for the ARN itself.
   */
  private SourceNode hole(Kind kind, String argument, Optional<SourceNode> expression, Place at) {
    Optional<TerraformOrigin> origin =
        expression
            .flatMap(found -> TerraformOrigin.of(place.after(), source.module(), found))
            .filter(found -> !found.isIterated());
    String own = source.address() + ": " + argument;
    String reference = origin.map(TerraformOrigin::shown).orElse(own);
    String identity = origin.isPresent() ? reference + " (" + own + ")" : own;
    Optional<TerraformResource> role =
        kind == Kind.ROLE_NAME ? origin.flatMap(this::role) : Optional.empty();
    String text =
        role.map(found -> place.openRoleArn(found, reference))
            .orElseGet(
                () ->
                    OpaqueText.of(
                        kind == Kind.ROLE_NAME ? Kind.ANY : kind,
                        identity,
                        place.after().content()));
    return new Unresolved("`" + reference + "` is known only after the plan is applied", at)
        .withOpaque(text);
  }

  /** The role whose ARN a reference takes; empty if it takes another value, or is not one role. */
  private Optional<TerraformResource> role(TerraformOrigin origin) {
    TerraformReference to = TerraformReference.parse(origin.reference());
    List<TerraformResource> found =
        place.after().managed(ROLE).stream()
            .filter(TerraformResource::isCurrent)
            .filter(role -> role.module().equals(origin.module()))
            .filter(role -> role.reference().equals(to.resource()))
            .filter(role -> role.index().equals(to.index()))
            .toList();
    return to.attribute().equals(ARN) && found.size() == 1
        ? Optional.of(found.get(0))
        : Optional.empty();
  }

  /** A block with what is not known of it, and its expressions. */
  private final class Block {
    private final SourceNode known;
    private final Optional<SourceNode> unknown;
    private final Optional<SourceNode> expressions;
    private final String path;

    private Block(
        SourceNode known,
        Optional<SourceNode> unknown,
        Optional<SourceNode> expressions,
        String path) {
      this.known = known;
      this.unknown = unknown;
      this.expressions = expressions;
      this.path = path;
    }

    Place place() {
      return known.place();
    }

    boolean isWhollyOpen(String member) {
      return unknown
          .flatMap(values -> values.member(member))
          .filter(TerraformResource::isTrue)
          .isPresent();
    }

    Optional<SourceNode> expression(String member) {
      return expressions.flatMap(found -> found.member(member));
    }

    /** A string that is not empty, or a hole; empty for null. */
    Optional<SourceNode> text(String member) {
      if (isWhollyOpen(member)) {
        return member.equals("type") ? Optional.empty() : whole(Kind.ANY, member);
      }
      return known
          .member(member)
          .filter(value -> value instanceof Text text && !text.text().isEmpty());
    }

    /** A string that is known. */
    Optional<String> name(String member) {
      return isWhollyOpen(member) ? Optional.empty() : known.text(member);
    }

    Optional<SourceNode> whole(Kind kind, String member) {
      return Optional.of(hole(kind, path + "." + member, expression(member), known.place()));
    }

    /** A list of strings; one hole for a list that is not known; empty for none. */
    Optional<SourceNode> list(String member, boolean hasVariables) {
      if (isWhollyOpen(member)) {
        return whole(Kind.ANY, member);
      }
      Optional<SourceNode> list = known.member(member);
      List<SourceNode> elements = list.map(SourceNode::elements).orElse(List.of());
      List<SourceNode> open =
          unknown
              .flatMap(values -> values.member(member))
              .map(SourceNode::elements)
              .orElse(List.of());
      boolean isOne = open.stream().filter(TerraformResource::isTrue).count() == 1;
      boolean isArn = member.equals(IDENTIFIERS) && name("type").filter("AWS"::equals).isPresent();
      List<SourceNode> values = new ArrayList<>();
      for (int i = 0; i < elements.size(); i++) {
        SourceNode element = elements.get(i);
        if (i < open.size() && TerraformResource.isTrue(open.get(i))) {
          values.add(
              hole(
                  isArn ? Kind.ROLE_NAME : Kind.ANY,
                  path + "." + member + "[" + i + "]",
                  isOne ? expression(member) : Optional.empty(),
                  element.place()));
        } else if (element instanceof Text text) {
          values.add(hasVariables ? withVariables(text) : text);
        }
      }
      return list.isEmpty() || values.isEmpty()
          ? Optional.empty()
          : Optional.of(new Elements(values, list.get().place()));
    }

    /** The blocks of a set; empty if one of them is not known. */
    Optional<List<Block>> blocks(String member) {
      List<SourceNode> open =
          unknown
              .flatMap(values -> values.member(member))
              .map(SourceNode::elements)
              .orElse(List.of());
      if (isWhollyOpen(member) || open.stream().anyMatch(TerraformResource::isTrue)) {
        return Optional.empty();
      }
      List<SourceNode> all = known.member(member).map(SourceNode::elements).orElse(List.of());
      List<SourceNode> written = expression(member).map(SourceNode::elements).orElse(List.of());
      // The elements of a set have another order than the blocks of the configuration.
      boolean isAligned = all.size() == 1 && written.size() == 1;
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        blocks.add(
            new Block(
                all.get(i),
                i < open.size() ? Optional.of(open.get(i)) : Optional.empty(),
                isAligned ? Optional.of(written.get(0)) : Optional.empty(),
                path + "." + member + "[" + i + "]"));
      }
      return Optional.of(blocks);
    }
  }

  private static Text withVariables(Text text) {
    return new Text(
        text.text().replace("&{", "${"), text.place(), text.characters(), text.disputed());
  }
}
