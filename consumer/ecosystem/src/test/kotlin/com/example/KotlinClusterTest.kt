package com.example

import io.fabric8.kubernetes.client.KubernetesClient
import io.ksail.cluster.Cluster
import io.ksail.junit.AsUser
import io.ksail.junit.TestNamespace
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Nested
import org.junit.jupiter.api.Test

@EcosystemCluster
class KotlinClusterTest(private val cluster: Cluster) {

    lateinit var client: KubernetesClient

    @Test
    fun `has a node`() {
        assertEquals(1, client.nodes().list().items.size)
    }

    @Test
    fun `has a namespace of its own`(@TestNamespace namespace: String, mine: KubernetesClient) {
        assertEquals(namespace, mine.namespace)
    }

    @Test
    fun `knows others than the administrator`(@AsUser(name = "alice", groups = ["dev"]) alice: KubernetesClient) {
        assertEquals("alice", alice.currentUser())
    }

    @Nested
    inner class Inside {

        @Test
        fun `shares the cluster`(shared: Cluster) {
            assertEquals(cluster, shared)
        }
    }

    companion object {

        private fun KubernetesClient.currentUser(): String =
            authentication().v1().selfSubjectReviews().create(SELF).status.userInfo.username

        private val SELF = io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewBuilder().build()
    }
}
