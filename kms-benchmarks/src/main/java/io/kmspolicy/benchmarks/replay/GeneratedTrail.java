package io.kmspolicy.benchmarks.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A generated trail: records in the form of CloudTrail, one a line, about 1,400 bytes each. Role
 * sessions use keys; some records have encryption contexts that never repeat, some are denied. The
 * same seed generates the same records. Not thread-safe.
 */
public final class GeneratedTrail {

  private static final int ROLES = 200;
  private static final int SESSIONS = 10;
  private static final int KEYS = 50;
  private static final int KEYS_OF_A_ROLE = 3;
  private static final int TENANTS = 10;
  private static final long START = Instant.parse("2026-11-01T00:00:00Z").getEpochSecond();
  private static final String ACCOUNT = "111122223333";
  private static final String REGION = "us-west-2";

  private static final int HUNDRED = 100;
  private static final int FIRST_ID = 100_000;
  private static final String USER_AGENT =
      "\"userAgent\":\"aws-sdk-java/2.36.2 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1"
          + " lang/java#17.0.21 md/OpenJDK_64-Bit_Server_VM md/en_US\",";
  private static final String END =
      "\"eventType\":\"AwsApiCall\",\"managementEvent\":true,\"recipientAccountId\":\""
          + ACCOUNT
          + "\",\"eventCategory\":\"Management\",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\","
          + "\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":"
          + "\"kms.us-west-2.amazonaws.com\"}}\n";

  private final SplittableRandom random;
  private final boolean distinct;
  private final StringBuilder line = new StringBuilder();
  private long records;

  /** A trail that this seed determines. */
  public GeneratedTrail(long seed) {
    this(seed, false);
  }

  private GeneratedTrail(long seed, boolean distinct) {
    this.random = new SplittableRandom(seed);
    this.distinct = distinct;
  }

  /** A trail whose sessions and whose encryption contexts, names and values, never repeat. */
  public static GeneratedTrail distinct(long seed) {
    return new GeneratedTrail(seed, true);
  }

  /** The records as lines. */
  public static byte[] lines(int records) {
    return lines(new GeneratedTrail(1), records);
  }

  /**
   * The records as lines, in parts.
   *
   * @param ofAPart the number of records of a part
   */
  public static List<byte[]> lines(int records, int ofAPart) {
    GeneratedTrail trail = new GeneratedTrail(1);
    List<byte[]> parts = new ArrayList<>();
    for (int left = records; left > 0; left -= ofAPart) {
      parts.add(lines(trail, Math.min(left, ofAPart)));
    }
    return parts;
  }

  private static byte[] lines(GeneratedTrail trail, int records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < records; i++) {
      out.writeBytes(trail.next());
    }
    return out.toByteArray();
  }

  /** Writes whole records until they have this many bytes, and returns their number. */
  public static long write(OutputStream out, long bytes) throws IOException {
    GeneratedTrail trail = new GeneratedTrail(1);
    for (long written = 0; written < bytes; ) {
      byte[] record = trail.next();
      out.write(record);
      written += record.length;
    }
    out.flush();
    return trail.records;
  }

  /** Writes a policy directory with the keys and the roles of the records. */
  public static void writePolicies(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.writeString(
          directory.resolve("directory.properties"),
          "none = scp, rcp, boundary, session, endpoint," + " grants\n");
      for (int key = 0; key < KEYS; key++) {
        Path folder = directory.resolve(ACCOUNT + "/keys/" + REGION + "/" + keyId(key));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("policy.json"), keyPolicy(key));
      }
      for (int role = 0; role < ROLES; role++) {
        Files.createDirectories(directory.resolve(ACCOUNT + "/roles/Role" + role + "/identity"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String keyPolicy(int key) {
    StringBuilder roles = new StringBuilder();
    for (int role = 0; role < ROLES; role++) {
      roles.append(role == 0 ? "" : ",").append('"').append(role(role)).append('"');
    }
    return """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "Delegate", "Effect": "Allow", "Principal": {"AWS": "%s"},
       "Action": "kms:*", "Resource": "*"},
      {"Sid": "Use", "Effect": "Allow", "Principal": {"AWS": [%s]},
       "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"],
       "Resource": "*"},
      {"Sid": "Tenants", "Effect": "Deny", "Principal": "*",
       "Action": ["kms:Encrypt", "kms:Decrypt"], "Resource": "*",
       "Condition": {"StringEquals": {"kms:EncryptionContext:tenant": "tenant-%d"}}}]}
    """
        .formatted(ACCOUNT, roles, key % TENANTS);
  }

  private static String keyId(int key) {
    return String.format(Locale.ROOT, "%08x-0000-4000-8000-000000000000", key);
  }

  private static String role(int role) {
    return "arn:aws:iam::" + ACCOUNT + ":role/Role" + role;
  }

  /** The next record with the end of its line. */
  public byte[] next() {
    int role = skewed();
    long session = distinct ? records : random.nextInt(SESSIONS);
    int key = (role + random.nextInt(KEYS_OF_A_ROLE)) % KEYS;
    int kind = random.nextInt(HUNDRED);
    int tenant = random.nextInt(TENANTS);
    String operation = kind < 60 ? "Decrypt" : kind < 85 ? "GenerateDataKey" : "Encrypt";
    line.setLength(0);
    identity(role, session);
    line.append("\"eventTime\":\"").append(Instant.ofEpochSecond(START + records / HUNDRED));
    line.append("\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"").append(operation);
    line.append("\",\"awsRegion\":\"").append(REGION).append("\",\"sourceIPAddress\":\"10.0.");
    line.append(role % 16).append('.').append(session % SESSIONS).append("\",").append(USER_AGENT);
    request(operation, key, tenant, distinct || kind % 10 == 0);
    line.append("\"responseElements\":null,\"requestID\":\"").append(uuid());
    line.append("\",\"eventID\":\"").append(uuid()).append("\",\"readOnly\":true,");
    line.append("\"resources\":[{\"accountId\":\"").append(ACCOUNT);
    line.append("\",\"type\":\"AWS::KMS::Key\",\"ARN\":\"").append(keyArn(key)).append("\"}],");
    if (tenant == key % TENANTS && !operation.equals("GenerateDataKey")) {
      denial(role, session, operation, key);
    }
    line.append(END);
    records++;
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void identity(int role, long session) {
    line.append("{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"AssumedRole\",");
    line.append("\"principalId\":\"AROAEXAMPLE").append(FIRST_ID + role).append(":i-0");
    line.append(session).append("\",\"arn\":\"").append(sessionArn(role, session));
    line.append("\",\"accountId\":\"").append(ACCOUNT).append("\",\"accessKeyId\":");
    line.append("\"ASIAEXAMPLEEXAMPLE00\",\"sessionContext\":{\"sessionIssuer\":");
    line.append("{\"type\":\"Role\",\"principalId\":\"AROAEXAMPLE").append(FIRST_ID + role);
    line.append("\",\"arn\":\"").append(role(role)).append("\",\"accountId\":\"").append(ACCOUNT);
    line.append("\",\"userName\":\"Role").append(role).append("\"},\"attributes\":");
    line.append("{\"creationDate\":\"2026-11-01T00:00:00Z\",\"mfaAuthenticated\":\"false\"}}},");
  }

  private void request(String operation, int key, int tenant, boolean unique) {
    line.append("\"requestParameters\":{\"encryptionContext\":{\"tenant\":\"tenant-");
    line.append(tenant).append('"');
    if (unique) {
      line.append(",\"object");
      line.append(distinct ? Long.toString(records) : "");
      line.append("\":\"").append(records).append('"');
    }
    line.append(
        operation.equals("GenerateDataKey")
            ? "},\"keySpec\":\"AES_256\","
            : "},\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\",");
    line.append("\"keyId\":\"").append(keyId(key)).append("\"},");
  }

  private void denial(int role, long session, String operation, int key) {
    line.append("\"errorCode\":\"AccessDenied\",\"errorMessage\":\"User: ");
    line.append(sessionArn(role, session)).append(" is not authorized to perform: kms:");
    line.append(operation).append(" on resource: ").append(keyArn(key));
    line.append(" with an explicit deny in a resource-based policy\",");
  }

  private static String sessionArn(int role, long session) {
    return "arn:aws:sts::" + ACCOUNT + ":assumed-role/Role" + role + "/i-0" + session;
  }

  /** Few roles make most of the calls, as in most accounts: the busiest tenth makes nearly half. */
  private int skewed() {
    double uniform = random.nextDouble();
    return (int) (ROLES * uniform * uniform * uniform);
  }

  private static String keyArn(int key) {
    return "arn:aws:kms:" + REGION + ":" + ACCOUNT + ":key/" + keyId(key);
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
