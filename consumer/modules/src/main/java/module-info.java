module com.example.modules {
    requires io.ksail.core;
    requires kubernetes.client.api;
}
