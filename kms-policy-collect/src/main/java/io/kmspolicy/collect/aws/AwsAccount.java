package io.kmspolicy.collect.aws;

import static io.kmspolicy.collect.aws.Requests.required;

import io.kmspolicy.model.resource.Arn;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** The account of some credentials, as AWS answers now. Not thread-safe. */
public final class AwsAccount implements AutoCloseable {

  private final AwsClients clients;
  private final AwsIdentity identity;
  private final KeyReading keys;
  private final PrincipalReading principals;
  private final OrganizationReading organization;

  private AwsAccount(AwsClients clients) {
    this.clients = clients;
    this.identity = identity(clients);
    this.keys = new KeyReading(clients::kms);
    this.principals = new PrincipalReading(clients.iam());
    this.organization =
        new OrganizationReading(clients.organizations(identity.partition()), identity.account());
  }

  /**
   * Opens the account of the credentials.
   *
   * @throws StoppedException if there are no valid credentials, no Region or no connection
   */
  public static AwsAccount open(AwsSettings settings) {
    AwsClients clients = new AwsClients(settings);
    try {
      return new AwsAccount(clients);
    } catch (RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  private static AwsIdentity identity(AwsClients clients) {
    try {
      GetCallerIdentityResponse caller =
          Requests.call("sts:GetCallerIdentity", () -> clients.sts().getCallerIdentity(r -> {}));
      String account = required(caller.account(), "account");
      if (!Arn.isAccountId(account)) {
        throw new RefusedException("incomplete response: `" + account + "` is no account");
      }
      return new AwsIdentity(account, partition(required(caller.arn(), "ARN")));
    } catch (RefusedException refused) {
      throw new StoppedException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static String partition(String arn) {
    String[] parts = arn.split(":", 3);
    if (parts.length < 3) {
      throw new RefusedException("incomplete response: `" + arn + "` is no ARN");
    }
    return parts[1];
  }

  /** Whose credentials these are. */
  public AwsIdentity identity() {
    return identity;
  }

  /** The Regions whose keys are read. */
  public List<String> regions() {
    return clients.regions();
  }

  /** The id of the organization; empty if there is none or it is not known. */
  public Optional<String> organization() {
    return organization.id();
  }

  /**
   * What a selection consists of now.
   *
   * @throws io.kmspolicy.model.problem.BadInputException if it names something that is not there
   */
  public Subjects subjects(Selection selection) {
    return new SubjectList(identity, regions(), keys, principals).of(selection);
  }

  /** The layers of a subject; empty if it does not exist any more. */
  public Optional<List<LayerReading>> read(Subject subject) {
    try {
      if (subject instanceof Subject.Key key) {
        return Optional.of(keys.read(key));
      }
      if (subject instanceof Subject.Role role) {
        return Optional.of(principals.read(role));
      }
      return Optional.of(
          subject instanceof Subject.User user
              ? principals.read(user)
              : organization.read((Subject.Control) subject));
    } catch (GoneException gone) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
