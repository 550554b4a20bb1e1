package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.exact.FieldClasses;
import io.kmspolicy.engine.exact.FieldClasses.FieldPattern;
import io.kmspolicy.engine.exact.FieldForm;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.ArnPattern;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Divides keys and aliases into finitely many classes by all resource patterns of two states, read
 * field by field in the product with the forms of KMS's ARNs: the partitions that the patterns
 * name, Regions of letters, digits and hyphens, accounts of twelve digits, key ids that are a UUID
 * or {@code mrk-} and 32 hexadecimal digits, and alias names. A key whose ARN a policy names is a
 * key whatever its id, unless that has a slash or a colon.
 *
 * <p>Invariant: for every key and alias of these partitions, some example of the same account, or
 * of an account that no policy names, has the same result of each pattern.
 */
final class ResourceClasses {

  private static final int MAX_COMBINATIONS = 50_000;
  private static final int MAX_STEPS = 20_000_000;
  private static final int FIELDS = ArnPattern.FIELDS;
  private static final int PARTITION = 1;
  private static final int REGION = 3;
  private static final int ACCOUNT = 4;
  private static final int NAME = 5;
  private static final String KEY = "key/";
  private static final String ALIAS = "alias/";

  private static final List<String> REGIONS =
      List.of(
          "us-east-1",
          "us-west-2",
          "eu-west-1",
          "eu-central-1",
          "eu-north-1",
          "ap-southeast-2",
          "ap-northeast-1",
          "ca-central-1",
          "sa-east-1",
          "af-south-1",
          "me-south-1",
          "il-central-1",
          "mx-central-1",
          "us-east-2",
          "cn-north-1",
          "us-gov-west-1",
          "us-iso-east-1",
          "us-isob-east-1",
          "eu-isoe-west-1",
          "us-isof-south-1",
          "eusc-de-east-1");
  private static final List<String> ACCOUNTS = List.of("111122223333", "444455556666");
  private static final List<String> NAMES =
      List.of(
          "key/1234abcd-12ab-34cd-56ef-1234567890ab",
          "key/0987dcba-09fe-87dc-65ba-ab0987654321",
          "key/mrk-1234abcd12ab34cd56ef1234567890ab",
          "key/mrk-0987dcba09fe87dc65baab0987654321",
          "alias/another");
  private static final String DIGITS = "0123456789";
  private static final String HEXADECIMAL = DIGITS + "abcdef";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final FieldForm REGION_FORM = FieldForm.of(LETTERS + DIGITS + "-");
  private static final FieldForm ACCOUNT_FORM = new FieldForm(places("dddddddddddd"), "");
  private static final FieldForm UUID =
      new FieldForm(places("hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"), "").after(KEY);
  private static final FieldForm MULTI_REGION_ID =
      new FieldForm(places("hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh"), "").after(KEY + "mrk-");
  private static final FieldForm ALIAS_NAME =
      FieldForm.of(LETTERS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + DIGITS + "/_-").after(ALIAS);
  private static final String RESERVED = ALIAS + "aws/*";

  /** Keys that the caller determines, and that are no account. */
  private static final Set<String> OF_THE_CALLER =
      Set.of(
          DerivedKey.PRINCIPAL_TYPE.keyName(),
          DerivedKey.PRINCIPAL_IS_AWS_SERVICE.keyName(),
          DerivedKey.PRINCIPAL_SERVICE_NAME.keyName());

  /**
   * A resource pattern of a policy.
   *
   * @param hasVariables whether the version of the policy has policy variables
   */
  record Text(String pattern, boolean hasVariables, PolicyType type) {}

  private final VariableResolver variables;
  private final Set<Text> patterns;
  private final Set<String> accounts;
  private final Set<String> partitions;
  private final Set<? extends KmsResource> avoided;
  private final StepCounter counter = new StepBudget(MAX_STEPS).start();
  private final List<ConditionContext> contexts = new ArrayList<>();
  private final List<Set<FieldPattern>> fields = new ArrayList<>();

  private ResourceClasses(
      KmsCatalogue catalogue,
      Set<Text> patterns,
      Set<String> accounts,
      Set<String> partitions,
      Set<? extends KmsResource> avoided) {
    this.variables = new VariableResolver(catalogue);
    this.patterns = patterns;
    this.accounts = accounts;
    this.partitions = partitions;
    this.avoided = avoided;
    for (int i = 0; i < FIELDS; i++) {
      fields.add(new LinkedHashSet<>());
    }
  }

  /**
   * One resource of each class, keys before aliases.
   *
   * @param accounts accounts that are classes of their own
   * @param avoided resources that are no examples wherever their class has another one
   * @return empty if the classes cannot be computed
   */
  static Optional<List<KmsResource.Owned>> of(
      KmsCatalogue catalogue,
      Set<Text> patterns,
      Set<String> accounts,
      Set<? extends KmsResource> avoided) {
    return of(catalogue, patterns, accounts, Set.of(), avoided);
  }

  /**
   * One resource of each class, as {@link #of(KmsCatalogue, Set, Set, Set)}.
   *
   * @param partitions partitions besides those that the patterns name
   */
  static Optional<List<KmsResource.Owned>> of(
      KmsCatalogue catalogue,
      Set<Text> patterns,
      Set<String> accounts,
      Set<String> partitions,
      Set<? extends KmsResource> avoided) {
    try {
      return new ResourceClasses(catalogue, patterns, accounts, partitions, avoided).examples();
    } catch (StepsExhausted tooMany) {
      return Optional.empty();
    }
  }

  private static List<String> places(String form) {
    return form.chars()
        .mapToObj(c -> c == 'h' ? HEXADECIMAL : c == 'd' ? DIGITS : Character.toString(c))
        .toList();
  }

  /** The context of a caller and a key of one account; of any account if it is empty. */
  private static ConditionContext context(String account) {
    RequestContext.Builder context = RequestContext.builder().unknown("*");
    if (!account.isEmpty()) {
      context.put(DerivedKey.PRINCIPAL_ACCOUNT.spelling(), account);
      context.put(DerivedKey.CALLER_ACCOUNT.spelling(), account);
      context.put(DerivedKey.RESOURCE_ACCOUNT.spelling(), account);
    }
    return context.build();
  }

  private Optional<List<KmsResource.Owned>> examples() {
    contexts.add(context(""));
    accounts.forEach(account -> fields.get(ACCOUNT).add(exact(account)));
    if (!addAll()) {
      return Optional.empty();
    }
    Optional<List<String>> owners = classes(ACCOUNT, ACCOUNT_FORM, ACCOUNTS);
    owners.ifPresent(all -> all.forEach(account -> contexts.add(context(account))));
    return owners.isPresent() && addAll() ? combine(owners.get()) : Optional.empty();
  }

  /** Adds all patterns, with their variables replaced in each context. */
  private boolean addAll() {
    for (Text pattern : patterns) {
      PolicyTemplate template = ResourceMatcher.template(pattern.pattern(), pattern.hasVariables());
      if (template.variableKeys().stream().anyMatch(OF_THE_CALLER::contains)) {
        return false;
      }
      boolean early = pattern.hasVariables() && ResourceMatcher.hasEarlyVariable(pattern.pattern());
      for (ConditionContext context : template.hasVariables() ? contexts : contexts.subList(0, 1)) {
        if (!add(variables.resolve(template, context), early)) {
          return false;
        }
      }
    }
    return true;
  }

  private static FieldPattern exact(String text) {
    return new FieldPattern(Glob.parse(text), false);
  }

  /** Adds the fields of a pattern; false if they are not known. */
  private boolean add(Resolved resolved, boolean early) {
    if (early && resolved instanceof Resolved.Unknown unknown) {
      return addParts(unknown.widest());
    }
    resolved.globs().forEach(this::add);
    return true;
  }

  private void add(Glob glob) {
    List<Glob> parts = glob.splitAtColons(FIELDS);
    // A `*` at the end of a part of a short pattern matches colons too, which moves the parts
    // behind it (rule 2.5).
    int moved = FIELDS - parts.size();
    for (int part = 0; part < parts.size(); part++) {
      for (int field = part; field <= part + moved; field++) {
        fields.get(field).add(new FieldPattern(parts.get(part), field < NAME));
      }
    }
  }

  /**
   * Adds all parts of a pattern whose wildcards match colons: the texts between two wildcards or
   * colons, and sequences of them, for every field.
   *
   * @return false if a single character may be a colon
   */
  private boolean addParts(Glob whole) {
    for (int i = 0; i < whole.length(); i++) {
      if (whole.isAnyChar(i)) {
        return false;
      }
    }
    for (Glob part : whole.splitAtColons(whole.length() + 1)) {
      String text = text(part);
      List<Integer> cuts = new ArrayList<>(List.of(-1));
      for (int i = 0; i < text.length(); i++) {
        if (part.isRun(i)) {
          cuts.add(i);
        }
      }
      cuts.add(text.length());
      for (int from = 0; from < cuts.size(); from++) {
        for (int to = from + 1; to < cuts.size(); to++) {
          int start = Math.max(0, cuts.get(from));
          int end = Math.min(text.length(), cuts.get(to) + 1);
          Glob some = Glob.parse(text.substring(start, end));
          fields.forEach(field -> field.add(new FieldPattern(some, true)));
        }
      }
    }
    return true;
  }

  /** The text of a pattern without single wildcards. A literal {@code *} is in no ARN of KMS. */
  private static String text(Glob glob) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      text.append(glob.isRun(i) ? '*' : glob.literal(i));
    }
    return text.toString();
  }

  private Optional<List<KmsResource.Owned>> combine(List<String> owners) {
    List<String> names = new ArrayList<>();
    fields.get(NAME).add(new FieldPattern(Glob.parse(RESERVED), false));
    for (FieldPattern pattern : fields.get(NAME)) {
      pattern.literal().filter(ResourceClasses::isNamedKey).ifPresent(names::add);
    }
    for (FieldForm form : List.of(UUID, MULTI_REGION_ID, ALIAS_NAME)) {
      Optional<List<String>> found = classes(NAME, form, names(avoided));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      names.addAll(found.get());
    }
    Map<List<Object>, KmsResource.Owned> examples = new LinkedHashMap<>();
    long combinations = 0;
    for (String partition : partitions()) {
      Optional<List<String>> regions = classes(REGION, REGION_FORM, regions(partition));
      if (regions.isEmpty()) {
        return Optional.empty();
      }
      combinations += (long) owners.size() * regions.get().size() * names.size();
      if (combinations > MAX_COMBINATIONS) {
        return Optional.empty();
      }
      for (String name : names) {
        for (String owner : owners) {
          regions.get().forEach(region -> add(partition, region, owner, name, examples));
          REGIONS.subList(0, 3).forEach(region -> add(partition, region, owner, name, examples));
        }
      }
    }
    return Optional.of(
        examples.values().stream()
            .sorted(Comparator.comparing(KmsResource.Alias.class::isInstance))
            .toList());
  }

  /** Names that represent their classes, without those of some keys. */
  private static List<String> names(Set<? extends KmsResource> avoided) {
    Set<String> taken = new HashSet<>();
    for (KmsResource resource : avoided) {
      if (resource instanceof KmsResource.Key key) {
        taken.add(KEY + key.keyId());
      }
    }
    return NAMES.stream().filter(name -> !taken.contains(name)).toList();
  }

  private static boolean isNamedKey(String name) {
    return name.startsWith(KEY)
        && name.length() > KEY.length()
        && name.indexOf('/', KEY.length()) < 0
        && name.indexOf(':') < 0;
  }

  private Optional<List<String>> classes(int field, FieldForm form, List<String> preferred) {
    return FieldClasses.of(fields.get(field), form, preferred, counter);
  }

  /** The partitions that are named; the first one if there are none. */
  private List<String> partitions() {
    Set<String> named = new LinkedHashSet<>(partitions);
    for (FieldPattern pattern : fields.get(PARTITION)) {
      pattern.literal().filter(Partition.all()::contains).ifPresent(named::add);
    }
    return named.isEmpty() ? Partition.all().subList(0, 1) : List.copyOf(named);
  }

  /** The Regions that represent their classes, those of a partition first. */
  private static List<String> regions(String partition) {
    return REGIONS.stream()
        .sorted(Comparator.comparing(region -> !Partition.ofRegion(region).equals(partition)))
        .toList();
  }

  private void add(
      String partition,
      String region,
      String owner,
      String name,
      Map<List<Object>, KmsResource.Owned> examples) {
    KmsResource.Owned resource =
        name.startsWith(ALIAS)
            ? new KmsResource.Alias(partition, region, owner, name.substring(ALIAS.length()))
            : new KmsResource.Key(partition, region, owner, name.substring(KEY.length()));
    List<Object> results = new ArrayList<>();
    results.add(partition);
    results.add(owner);
    results.add(resource instanceof KmsResource.Alias alias && alias.isReserved());
    results.add(name.startsWith(ALIAS));
    results.addAll(results(resource));
    KmsResource.Owned known = examples.putIfAbsent(results, resource);
    if (known != null && avoided.contains(known)) {
      examples.put(results, resource);
    }
  }

  private List<MatchResult> results(KmsResource.Owned resource) {
    ResourceMatcher matcher = new ResourceMatcher(variables, resource);
    List<MatchResult> results = new ArrayList<>();
    for (Text text : patterns) {
      counter.spend(contexts.size());
      ResourceElement element =
          new ResourceElement.Resource(List.of(ResourcePattern.of(text.pattern())));
      boolean isFixed = !text.hasVariables() || text.pattern().indexOf('$') < 0;
      for (ConditionContext context : isFixed ? contexts.subList(0, 1) : contexts) {
        results.add(matcher.match(element, text.type(), text.hasVariables(), context));
      }
    }
    return results;
  }
}
