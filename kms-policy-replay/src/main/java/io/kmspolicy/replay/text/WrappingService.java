package io.kmspolicy.replay.text;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ServiceCall;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who called KMS, as the operation around an error says it.
 *
 * @param service the name of the service in {@code kms:ViaService}, such as {@code s3}; empty if
 *     the caller called KMS directly
 * @param isCertain whether no other service that is known has the operation, and the text is not
 *     about a call of which AWS leaves open how the service makes it
 */
public record WrappingService(String service, boolean isCertain) {

  private static final WrappingService DIRECT = new WrappingService("", false);

  /** The partition for which AWS documents the names. */
  private static final String PARTITION = "aws";

  /** The services of operations whose names only they have. */
  private static final Map<String, String> OPERATIONS = operations();

  /** The services of operations whose names others have, too, and how a text shows which it is. */
  private static final Map<String, Shared> SHARED = shared();

  private record Shared(String service, Pattern shownBy) {}

  private static Map<String, String> operations() {
    Map<String, String> services = new TreeMap<>();
    put(services, "sns", "PublishBatch");
    put(services, "sqs", "SendMessageBatch ReceiveMessage");
    put(
        services,
        "s3",
        "GetObject HeadObject PutObject CopyObject UploadPart UploadPartCopy"
            + " CreateMultipartUpload");
    put(
        services,
        "secretsmanager",
        "GetSecretValue PutSecretValue CreateSecret UpdateSecret RotateSecret");
    put(
        services,
        "ssm",
        "GetParameter GetParameters GetParametersByPath GetParameterHistory PutParameter");
    put(services, "ec2", "RunInstances StartInstances");
    put(services, "lambda", "UpdateFunctionConfiguration UpdateFunctionCode");
    put(services, "dynamodb", "GetItem PutItem UpdateItem DeleteItem BatchGetItem BatchWriteItem");
    return Map.copyOf(services);
  }

  private static void put(Map<String, String> services, String service, String operations) {
    for (String operation : operations.split(" ")) {
      services.put(operation, service);
    }
  }

  private static Map<String, Shared> shared() {
    Map<String, Shared> services = new TreeMap<>();
    share(services, "sns", "KMSAccessDenied\\)|\\bSNS\\b|AmazonSNS", "Publish");
    share(services, "sqs", "\\bSQS\\b|AmazonSQS|\\bSqs\\b", "SendMessage");
    share(services, "s3", "\\bS3\\b|AmazonS3", "CompleteMultipartUpload");
    share(
        services, "ec2", "\\bEC2\\b|AmazonEC2", "CreateVolume AttachVolume CopySnapshot CopyImage");
    share(services, "lambda", "\\bLambda\\b|AWSLambda", "CreateFunction");
    share(
        services,
        "rds",
        "\\bRDS\\b|AmazonRDS",
        "CreateDBInstance CopyDBSnapshot CopyDBClusterSnapshot CreateDBCluster"
            + " RestoreDBInstanceFromDBSnapshot RestoreDBClusterFromSnapshot");
    share(services, "elasticfilesystem", "\\bEFS\\b|ElasticFileSystem", "CreateFileSystem");
    return Map.copyOf(services);
  }

  private static void share(
      Map<String, Shared> services, String service, String shownBy, String operations) {
    for (String operation : operations.split(" ")) {
      services.put(operation, new Shared(service, Pattern.compile(shownBy)));
    }
  }

  /**
   * Who called, by the operation and the text around it; empty if they do not say. What Lambda says
   * of environment variables is about the start of a function, and AWS leaves open whether Lambda
   * then calls for the execution role.
   */
  static Optional<WrappingService> of(String operation, String plain) {
    if (plain.contains("unable to decrypt the environment variables")) {
      return Optional.of(new WrappingService("lambda", false));
    }
    String service = OPERATIONS.get(operation);
    if (service != null) {
      return Optional.of(new WrappingService(service, true));
    }
    Shared shared = SHARED.get(operation);
    if (shared != null) {
      return Optional.of(
          new WrappingService(shared.service(), shared.shownBy().matcher(plain).find()));
    }
    return KmsCatalogue.bundled().operation(operation).isPresent()
        ? Optional.of(DIRECT)
        : Optional.empty();
  }

  /** Whether the caller called KMS directly. */
  public boolean isDirect() {
    return service.isEmpty();
  }

  /**
   * The value of {@code kms:ViaService} in the call of an action on a key, where AWS documents that
   * the service makes it for its caller; empty where it does not, so that the key stays unknown.
   */
  public Optional<String> documented(String action, KmsResource on) {
    return isCertain && on instanceof KmsResource.Key key && key.partition().equals(PARTITION)
        ? Optional.of(viaService(key.region(), key.partition()))
            .filter(value -> isDocumented(action))
        : Optional.empty();
  }

  private boolean isDocumented(String action) {
    return KmsCatalogue.bundled().serviceUses().stream()
        .flatMap(use -> use.calls().stream())
        .filter(call -> call.action().equals(action))
        .filter(call -> call.certainty() == ServiceCall.Certainty.DOCUMENTED)
        .filter(call -> call.caller() instanceof ServiceCall.Session)
        .flatMap(call -> call.keys().stream())
        .anyMatch(this::isVia);
  }

  private boolean isVia(ServiceCall.SentKey sent) {
    return sent.name().equals(DerivedKey.VIA_SERVICE.spelling())
        && sent.presence() == ServiceCall.Presence.ALWAYS
        && sent.certainty() == ServiceCall.Certainty.DOCUMENTED
        && sent.value().startsWith(service + ".");
  }

  /** The value of {@code kms:ViaService} in a Region. */
  public String viaService(String region, String partition) {
    return service
        + "."
        + region
        + (partition.equals("aws-cn") ? ".amazonaws.com.cn" : ".amazonaws.com");
  }
}
