package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The policy documents in the arguments of resources. A plan has no document with holes: one of
 * which a part is known only after the plan is applied is unknown whole. If it comes from a data
 * source {@code aws_iam_policy_document} alone, it is made here of what the plan knows of the
 * arguments of the data source.
 */
final class TerraformDocuments {

  private static final String INLINE_POLICY = "inline_policy";
  private static final String POLICY = "policy";
  private static final Predicate<SourceNode> IS_TRUE = TerraformResource::isTrue;
  private static final String DATA = "data.";
  private static final String DOCUMENT = "aws_iam_policy_document";
  private static final List<String> RESULTS = List.of("", "json", "minified_json");

  private final TerraformPlace place;

  TerraformDocuments(TerraformPlace place) {
    this.place = place;
  }

  /** The document in an argument: a text, a document with holes, or why it is not known. */
  SourceNode of(TerraformResource resource, String member) {
    Optional<SourceNode> known = resource.text(member).map(SourceNode.class::cast);
    if (known.isPresent()) {
      return known.get();
    }
    return resource.isOpen(member)
        ? open(resource, member, place.after().expressions(resource, member))
        : resource.missing(member);
  }

  /**
   * The policies in the blocks {@code inline_policy} of a role, by their names; none if the list is
   * not known, or a name in it.
   */
  List<Candidate> inline(TerraformResource role) {
    List<SourceNode> listed = role.listed(INLINE_POLICY);
    List<SourceNode> unknown =
        role.unknown()
            .flatMap(all -> all.member(INLINE_POLICY))
            .map(SourceNode::elements)
            .orElse(List.of());
    List<SourceNode> blocks =
        place.after().expressions(role, INLINE_POLICY).stream()
            .flatMap(list -> list.elements().stream())
            .toList();
    if (role.isWhollyOpen(INLINE_POLICY) || unknown.stream().anyMatch(TerraformDocuments::isOpen)) {
      return List.of();
    }
    List<Candidate> found = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      boolean isOpen =
          i < unknown.size() && unknown.get(i).member(POLICY).filter(IS_TRUE).isPresent();
      // The blocks are a set, which has another order than the configuration.
      List<SourceNode> expressions =
          listed.size() == 1 && blocks.size() == 1
              ? blocks.get(0).member(POLICY).stream().toList()
              : List.of();
      String name = listed.get(i).text("name").orElse("");
      Optional<SourceNode> document =
          isOpen
              ? Optional.of(open(role, POLICY, expressions))
              : listed.get(i).member(POLICY).filter(TerraformDocuments::isDocument);
      document.ifPresent(policy -> found.add(new Candidate(name, PolicyType.IDENTITY, policy)));
    }
    return found;
  }

  /** Whether a block is not known but for its document. */
  private static boolean isOpen(SourceNode block) {
    return IS_TRUE.test(block) || block.member("name").filter(IS_TRUE).isPresent();
  }

  /** An empty text is no document: a role without inline policies may have a list with one. */
  private static boolean isDocument(SourceNode given) {
    return given instanceof SourceNode.Text text && !text.text().isEmpty();
  }

  private SourceNode open(TerraformResource resource, String member, List<SourceNode> expressions) {
    Unresolved notYet = resource.notYet(member);
    if (expressions.size() != 1) {
      return notYet;
    }
    Optional<TerraformOrigin> origin =
        TerraformOrigin.of(place.after(), resource.module(), expressions.get(0));
    Optional<TerraformResource> source = origin.flatMap(this::source);
    if (source.isPresent()) {
      return new DataDocument(place, source.get()).document();
    }
    List<String> waits =
        origin
            .map(found -> List.of(found.shown()))
            .orElse(TerraformOrigin.references(expressions.get(0)));
    return waits.isEmpty()
        ? notYet
        : new Unresolved(
            notYet.reason()
                + "; it waits for "
                + waits.stream().map(one -> "`" + one + "`").collect(Collectors.joining(", ")),
            notYet.place());
  }

  /** The data source that a reference names; empty if it is another one, or one of several. */
  private Optional<TerraformResource> source(TerraformOrigin origin) {
    if (!origin.reference().startsWith(DATA + DOCUMENT + ".")) {
      return Optional.empty();
    }
    TerraformReference to = TerraformReference.parse(origin.reference().substring(DATA.length()));
    Map<String, TerraformResource> found = new LinkedHashMap<>();
    for (TerraformResource known : place.before().data(DOCUMENT)) {
      found.put(known.address(), known);
    }
    for (TerraformResource read : place.after().reads(DOCUMENT)) {
      found.put(read.address(), read);
    }
    List<TerraformResource> all =
        found.values().stream()
            .filter(data -> data.module().equals(origin.module()))
            .filter(data -> data.reference().equals(to.resource()))
            .filter(data -> to.index().isEmpty() || data.index().equals(to.index()))
            .toList();
    boolean isOne =
        all.size() == 1
            && RESULTS.contains(to.attribute())
            && !(origin.isIterated() && all.get(0).isOnly());
    return isOne && place.after().reads(DOCUMENT).contains(all.get(0))
        ? Optional.of(all.get(0))
        : Optional.empty();
  }
}
