"""What a user of Kubernetes' Python client does, against the cluster of KUBECONFIG. One function a case; the case's name is the argument."""
import json
import select
import sys
import time

from kubernetes import client, config, dynamic, stream, utils, watch
from kubernetes.client.rest import ApiException

NAMESPACE = "default"
NAME = "python-app"
LABELS = {"app": NAME}


def deployment(replicas):
    container = client.V1Container(name="web", image="bootcamp:v1", ports=[client.V1ContainerPort(container_port=8080)])
    template = client.V1PodTemplateSpec(metadata=client.V1ObjectMeta(labels=LABELS), spec=client.V1PodSpec(containers=[container]))
    spec = client.V1DeploymentSpec(replicas=replicas, selector=client.V1LabelSelector(match_labels=LABELS), template=template)
    return client.V1Deployment(metadata=client.V1ObjectMeta(name=NAME), spec=spec)


def pods(core):
    return [p for p in core.list_namespaced_pod(NAMESPACE, label_selector=f"app={NAME}").items if not p.metadata.deletion_timestamp]


def deploys_watches_and_scales(core, apps):
    created = apps.create_namespaced_deployment(NAMESPACE, deployment(1))
    events = watch.Watch()
    for event in events.stream(apps.list_namespaced_deployment, NAMESPACE, field_selector=f"metadata.name={NAME}",
                               resource_version=created.metadata.resource_version, timeout_seconds=60):
        if event["object"].status.available_replicas:
            events.stop()
    assert pods(core)[0].status.phase == "Running"
    apps.patch_namespaced_deployment_scale(NAME, NAMESPACE, {"spec": {"replicas": 2}})
    end = time.monotonic() + 30
    while apps.read_namespaced_deployment_status(NAME, NAMESPACE).status.available_replicas != 2:
        assert time.monotonic() < end, "not scaled"
        time.sleep(0.1)


def reads_logs_and_executes(core, apps):
    pod = pods(core)[0].metadata.name
    assert "listening" in core.read_namespaced_pod_log(pod, NAMESPACE)
    lines = stream.stream(core.connect_get_namespaced_pod_exec, pod, NAMESPACE, command=["sh", "-c", "echo out; echo err >&2"],
                          stderr=True, stdin=False, stdout=True, tty=False)
    assert set(lines.split()) == {"out", "err"}, lines
    shell = stream.stream(core.connect_get_namespaced_pod_exec, pod, NAMESPACE, command=["sh"],
                          stderr=True, stdin=True, stdout=True, tty=False, _preload_content=False)
    shell.write_stdin("echo $((40 + 2)); exit 3\n")
    assert shell.readline_stdout(timeout=10) == "42"
    shell.run_forever(timeout=10)
    assert shell.returncode == 3, shell.returncode


def forwards_a_port(core, apps):
    pod = pods(core)[0].metadata.name
    forward = stream.portforward(core.connect_get_namespaced_pod_portforward, pod, NAMESPACE, ports="8080")
    connection = forward.socket(8080)
    connection.setblocking(True)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answer = b""
    while select.select([connection], [], [], 10)[0]:
        part = connection.recv(4096)
        if not part:
            break
        answer += part
    assert b"Hello from bootcamp v1" in answer, answer
    assert forward.error(8080) is None


def applies_custom_resources_dynamically(core, apps):
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer", "maximum": 3}}}}}
    names = {"plural": "boats", "singular": "boat", "kind": "Boat"}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    definition = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "boats.argo.example"},
                  "spec": {"group": "argo.example", "scope": "Namespaced", "names": names, "versions": [version]}}
    api, events = client.ApiClient(), watch.Watch()
    utils.create_from_dict(api, definition)
    for event in events.stream(client.ApiextensionsV1Api().list_custom_resource_definition,
                               field_selector="metadata.name=boats.argo.example", timeout_seconds=10):
        if any(c.type == "Established" and c.status == "True" for c in event["object"].status.conditions or []):
            events.stop()
    boats = dynamic.DynamicClient(api).resources.get(api_version="argo.example/v1", kind="Boat")
    argo = {"apiVersion": "argo.example/v1", "kind": "Boat", "metadata": {"name": "argo"}, "spec": {"size": 1}}
    # This release sends a patch of this type as it is given.
    made = boats.server_side_apply(body=json.dumps(argo), name="argo", namespace=NAMESPACE, field_manager="python")
    assert made.spec.size == 1 and made.metadata.managedFields[0].manager == "python"
    boats.patch(body={"spec": {"size": 2}}, name="argo", namespace=NAMESPACE, content_type="application/merge-patch+json")
    assert [boat.spec.size for boat in boats.get(namespace=NAMESPACE).items] == [2]
    try:
        boats.patch(body={"spec": {"size": 9}}, name="argo", namespace=NAMESPACE, content_type="application/merge-patch+json")
        raise AssertionError("a boat too large was taken")
    except dynamic.exceptions.UnprocessibleEntityError as refused:
        assert "spec.size" in str(refused.body)
    client.ApiextensionsV1Api().delete_custom_resource_definition("boats.argo.example")


def sees_errors_as_they_are(core, apps):
    for code, call in ((404, lambda: core.read_namespaced_pod("nobody", NAMESPACE)),
                       (409, lambda: apps.create_namespaced_deployment(NAMESPACE, deployment(1))),
                       (422, lambda: core.create_namespaced_config_map(NAMESPACE, {"metadata": {"name": "Not_A_Name"}}))):
        try:
            call()
            raise AssertionError(f"no {code}")
        except ApiException as refused:
            assert refused.status == code, refused


def pages_through_lists_and_deletes(core, apps):
    for number in range(5):
        core.create_namespaced_config_map(NAMESPACE, {"metadata": {"name": f"page-{number}", "labels": {"part": "pages"}}})
    seen, token = [], None
    while True:
        page = core.list_namespaced_config_map(NAMESPACE, label_selector="part=pages", limit=2, _continue=token)
        seen += [item.metadata.name for item in page.items]
        token = page.metadata._continue
        if not token:
            break
    assert seen == [f"page-{number}" for number in range(5)], seen
    core.delete_collection_namespaced_config_map(NAMESPACE, label_selector="part=pages")
    assert not core.list_namespaced_config_map(NAMESPACE, label_selector="part=pages").items
    apps.delete_namespaced_deployment(NAME, NAMESPACE, propagation_policy="Foreground")
    end = time.monotonic() + 60
    while pods(core) or apps.list_namespaced_deployment(NAMESPACE, field_selector=f"metadata.name={NAME}").items:
        assert time.monotonic() < end, "not gone"
        time.sleep(0.2)


config.load_kube_config()
globals()[sys.argv[1]](client.CoreV1Api(), client.AppsV1Api())
