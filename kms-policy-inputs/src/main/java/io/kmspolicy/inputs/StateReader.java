package io.kmspolicy.inputs;

import io.kmspolicy.inputs.shape.Candidate;
import io.kmspolicy.inputs.shape.Claim;
import io.kmspolicy.inputs.shape.KeySketch;
import io.kmspolicy.inputs.shape.LayerSketch;
import io.kmspolicy.inputs.shape.PrincipalSketch;
import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.OpenContent;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the documents of a sketch. A document with a mistake rejects the whole file. */
final class StateReader {

  /** Resources of Terraform that attach policies or make keys, and no users and roles. */
  private static final Pattern CREATES_NOBODY =
      Pattern.compile(
          "(^|\\.)aws_(kms_\\w+|iam_\\w*(polic|group|membership)\\w*|organizations_\\w+"
              + "|vpc_endpoint\\w*)\\.");

  private final String source;
  private final List<InputGap> gaps = new ArrayList<>();

  /** The documents that were read; a managed policy may be attached to many roles. */
  private final IdentityHashMap<SourceNode, NamedPolicy> read = new IdentityHashMap<>();

  private final StateSketch sketch;
  private final MadeUpValues madeUp;
  private final Set<ReaderOption> options;

  StateReader(String source, StateSketch sketch, Set<ReaderOption> options) {
    this.source = source;
    this.sketch = sketch;
    this.options = options;
    this.madeUp = new MadeUpValues(sketch.keys());
  }

  InputState read(InputShape shape) throws InputException {
    List<InputKey> keys = new ArrayList<>();
    for (KeySketch key : sketch.keys()) {
      keys.add(key(key));
    }
    List<InputPrincipal> principals = new ArrayList<>();
    for (PrincipalSketch principal : sketch.principals()) {
      addPrincipal(principal, principals);
    }
    List<InputPolicy> others = new ArrayList<>();
    for (Candidate other : sketch.others()) {
      LayerSketch layer = new LayerSketch();
      layer.add(other);
      String words = other.type() == PolicyType.VPC_ENDPOINT ? "endpoint policy" : "content";
      others.add(
          new InputPolicy(
              other.name(),
              other.type(),
              layer(other.name(), layer, words, PolicyLayer.none()),
              sketch.endpointRegions().getOrDefault(other.name(), "")));
    }
    for (StateSketch.LeftOut out : sketch.leftOut()) {
      gaps.add(new InputGap(out.name(), "", out.reason(), out.place().in(source)));
    }
    return new InputState(shape, keys, principals, others, gaps, claims(), order());
  }

  private InputOrder order() {
    List<String> creators =
        sketch.leftOut().stream()
            .map(StateSketch.LeftOut::name)
            .filter(name -> !CREATES_NOBODY.matcher(name).find())
            .distinct()
            .toList();
    return new InputOrder(sketch.preparedAt(), sketch.waits(), sketch.replaced(), creators);
  }

  private List<InputClaim> claims() {
    return sketch.claims().stream().map(this::claim).distinct().toList();
  }

  private InputClaim claim(Claim claim) {
    String layer =
        switch (claim.owner()) {
          case USER, ROLE, MANAGED -> InputGap.IDENTITY;
          case USER_BOUNDARY, ROLE_BOUNDARY -> InputGap.BOUNDARY;
          case KEY_POLICY -> InputGap.KEY_POLICY;
          case GRANTS -> InputGap.GRANTS;
        };
    SourceLocation location = claim.reason().place().in(source);
    return new InputClaim(
        InputClaim.Owner.valueOf(claim.owner().name()),
        claim.target(),
        new InputGap(claim.name(), layer, claim.reason().reason(), location));
  }

  private void addPrincipal(PrincipalSketch principal, List<InputPrincipal> principals)
      throws InputException {
    ReadLayer identity =
        read(principal.name(), principal.identity(), InputGap.IDENTITY, PolicyLayer.of());
    PolicyLayer boundary =
        layer(principal.name(), principal.boundary(), InputGap.BOUNDARY, PolicyLayer.none());
    Caller caller = caller(principal.arn());
    if (caller instanceof Caller.RoleSession session) {
      caller = session.anySession();
    }
    if (caller instanceof Caller.AccountCaller member) {
      principals.add(
          new InputPrincipal(
              principal.name(), member, identity.layer(), boundary, identity.known()));
    } else {
      throw new InputException(
          SourceLocation.at(source, "", 1, 1),
          "`" + principal.name() + "` has no ARN of a user or role: `" + principal.arn() + "`");
    }
  }

  private static Optional<Caller> parse(String arn) {
    try {
      return Optional.of(Caller.parse(arn));
    } catch (InvalidNameException invalid) {
      return Optional.empty();
    }
  }

  private static Caller caller(String arn) {
    return parse(arn).orElse(new Caller.ServicePrincipal(arn));
  }

  private InputKey key(KeySketch key) throws InputException {
    PolicyLayer policy =
        layer(key.name(), key.policy(), InputGap.KEY_POLICY, PolicyLayer.unknown());
    List<Grant> listed = grants(key.grants());
    key.openGrants().forEach(open -> addGap(key.name(), InputGap.GRANTS, open, false, ""));
    boolean complete = key.isNew() && key.openGrants().isEmpty();
    return new InputKey(
        key.name(),
        key.key(),
        policy,
        complete ? new GrantLayer.Known(listed) : GrantLayer.unknown(),
        listed,
        key.aliases());
  }

  private void addGap(String name, String layer, Unresolved open, boolean absent, String rest) {
    InputGap gap = new InputGap(name, layer, open.reason(), open.place().in(source), absent, rest);
    if (!gaps.contains(gap)) {
      gaps.add(gap);
    }
  }

  /**
   * A layer.
   *
   * @param known the policies that are known, also where they are not all
   */
  private record ReadLayer(PolicyLayer layer, List<NamedPolicy> known) {}

  private PolicyLayer layer(String name, LayerSketch sketch, String words, PolicyLayer none)
      throws InputException {
    return read(name, sketch, words, none).layer();
  }

  private ReadLayer read(String name, LayerSketch sketch, String words, PolicyLayer none)
      throws InputException {
    if (sketch.isEmpty()) {
      return new ReadLayer(none, List.of());
    }
    List<Unresolved> open = new ArrayList<>(sketch.open());
    List<Candidate> candidates = new ArrayList<>(sketch.documents());
    for (LayerSketch.Published policy : sketch.published()) {
      if (options.contains(ReaderOption.PUBLISHED_POLICIES)) {
        policy.document().ifPresent(candidates::add);
      } else {
        open.add(policy.reason());
      }
    }
    List<NamedPolicy> policies = new ArrayList<>();
    List<SourceNode> documents = new ArrayList<>();
    for (Candidate candidate : candidates) {
      SourceNode document = PolicyInputs.document(source, candidate);
      documents.add(document);
      Optional<Unresolved> missing =
          PolicyInputs.unresolved(document).findFirst().or(() -> madeUp.in(document));
      if (missing.isEmpty()) {
        policies.add(policy(candidate, document));
      } else {
        opaque(candidate, document).ifPresentOrElse(policies::add, () -> open.add(missing.get()));
      }
    }
    if (open.isEmpty() && sketch.absent().isEmpty()) {
      return new ReadLayer(new PolicyLayer.Attached(policies), policies);
    }
    String rest = documents.isEmpty() ? "" : OpenContent.of(documents);
    open.forEach(reason -> addGap(name, words, reason, false, rest));
    sketch.absent().forEach(reason -> addGap(name, words, reason, true, rest));
    return new ReadLayer(PolicyLayer.unknown(), policies);
  }

  /** A policy of which values are missing; empty if it cannot be read without them. */
  private Optional<NamedPolicy> opaque(Candidate candidate, SourceNode document) {
    if (!options.contains(ReaderOption.OPAQUE_VALUES) || madeUp.in(document).isPresent()) {
      return Optional.empty();
    }
    return OpaqueDocument.of(document)
        .map(known -> FoundPolicy.withOpaqueParts(candidate.name(), candidate.type(), known))
        .flatMap(
            found -> {
              try {
                return Optional.of(found.read(source, candidate.type()));
              } catch (InputException mistake) {
                return Optional.empty(); // Whoever reads the policy itself reports it.
              }
            });
  }

  private NamedPolicy policy(Candidate candidate, SourceNode document) throws InputException {
    NamedPolicy known = read.get(candidate.document());
    if (known != null && candidate.type() == PolicyType.IDENTITY) {
      return known;
    }
    NamedPolicy policy =
        new FoundPolicy(candidate.name(), candidate.type(), document)
            .read(source, candidate.type());
    if (candidate.type() == PolicyType.IDENTITY) {
      read.put(candidate.document(), policy);
    }
    return policy;
  }

  private List<Grant> grants(List<SourceNode> entries) throws InputException {
    if (entries.isEmpty()) {
      return List.of();
    }
    DocumentWriter written = new DocumentWriter(new Elements(entries, entries.get(0).place()));
    try {
      return GrantReader.create().read(written.json());
    } catch (PolicySyntaxException rejection) {
      int line = rejection.problems().get(0).location().line();
      List<Place> places = written.places();
      Place place = places.get(Math.max(0, Math.min(line, places.size()) - 1));
      throw InputException.of(place.in(source), rejection);
    }
  }
}
