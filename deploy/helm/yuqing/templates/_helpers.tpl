{{- define "yuqing.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end -}}
{{- end }}

{{- define "yuqing.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "yuqing.labels" -}}
{{ include "yuqing.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "yuqing.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "yuqing.name" .) }}
{{- else }}{{ .Values.serviceAccount.name | default "default" }}{{ end -}}
{{- end }}

{{/* One key of TOML. Numbers of YAML are floats for Helm; the configuration knows integers only. */}}
{{- define "yuqing.key" -}}
{{- $key := regexMatch "^\\w+$" .key | ternary .key (quote .key) }}
{{- if kindIs "string" .value }}{{ $key }} = {{ .value | quote }}
{{- else if kindIs "bool" .value }}{{ $key }} = {{ .value }}
{{- else if kindIs "slice" .value }}{{ $key }} = {{ .value | toJson }}
{{- else }}{{ $key }} = {{ int64 .value }}{{ end }}
{{- end }}

{{/* Sections as TOML: first the keys of a section, then the sections in it. */}}
{{- define "yuqing.toml" -}}
{{- range $section, $keys := . }}
[{{ $section }}]
{{- range $key, $value := $keys }}
{{- if not (kindIs "map" $value) }}
{{ include "yuqing.key" (dict "key" $key "value" $value) }}
{{- end }}
{{- end }}
{{- range $key, $inner := $keys }}
{{- if kindIs "map" $inner }}
{{- include "yuqing.toml" (dict (printf "%s.%s" $section $key) $inner) }}
{{- end }}
{{- end }}
{{ end }}
{{- end }}

{{/* What the chart decides lies over what the values say. */}}
{{- define "yuqing.config" -}}
{{- $said := deepCopy .Values.config }}
{{- $state := dict "store" .Values.state.store "interval" .Values.state.interval "dir" "/var/lib/yuqing/state" }}
{{- $own := dict "state" $state "http" (dict "listen" (printf "0.0.0.0:%d" (int64 .Values.port))) }}
{{- $_ := set $own "source_kafka" (dict "group_instance_id_env" "POD_NAME") }}
{{- if .Values.topics }}
{{- $_ := set $own "topic" (dict "file" "/etc/yuqing/topics.toml") }}
{{- end }}
{{- if eq .Values.state.store "kafka" }}
{{- $brokers := .Values.state.brokers | default .Values.config.source_kafka.brokers }}
{{- $_ := set $own "store_kafka" (merge (dict "brokers" $brokers "topic" .Values.state.topic) .Values.state.security) }}
{{- end }}
{{- include "yuqing.toml" (merge $own $said) | trim }}
{{- end }}

{{/* A secret in the configuration would lie in a ConfigMap, which everyone may read. */}}
{{- define "yuqing.refuseSecrets" -}}
{{- range $key, $value := . }}
{{- if kindIs "map" $value }}
{{- include "yuqing.refuseSecrets" $value }}
{{- else if and (regexMatch "(?i)(password|secret|token|jaas)" $key) (not (hasSuffix "_file" $key)) }}
{{- fail (printf "'%s' would be readable in a ConfigMap: put it into a Secret, name that in `secrets`, and its file in a key that ends in _file" $key) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Mistakes that would lose state, tell a secret, or do nothing. */}}
{{- define "yuqing.refuse" -}}
{{- include "yuqing.refuseSecrets" .Values.config }}
{{- include "yuqing.refuseSecrets" .Values.state.security }}
{{- $several := or (gt (int64 .Values.replicas) 1) .Values.autoscaling.enabled }}
{{- if eq .Values.state.store "file" }}
{{- if and $several (not .Values.state.sharedClaim) }}
{{- fail "state.store is \"file\" and there are several processes, whose state moves with the partitions: set state.store to \"kafka\", or name a claim that all of them may write in state.sharedClaim" }}
{{- end }}
{{- if not (or .Values.persistence.enabled .Values.state.sharedClaim) }}
{{- fail "state.store is \"file\" and nothing keeps files: set persistence.enabled, or state.store to \"kafka\"" }}
{{- end }}
{{- end }}
{{- if and .Values.autoscaling.enabled (gt (int64 .Values.autoscaling.minReplicas) (int64 .Values.autoscaling.maxReplicas)) }}
{{- fail "autoscaling.minReplicas is above autoscaling.maxReplicas" }}
{{- end }}
{{- end }}

{{/* The ports of all brokers that the configuration names, as a list of numbers. */}}
{{- define "yuqing.brokerPorts" -}}
{{- $ports := list }}
{{- $named := list .Values.state.brokers }}
{{- range $section := list "source_kafka" "sink_kafka" }}
{{- $named = append $named (dig $section "brokers" "" $.Values.config) }}
{{- end }}
{{- range $port := regexFindAll ":[0-9]+" (join "," $named) -1 }}
{{- $ports = append $ports (trimPrefix ":" $port | int64) }}
{{- end }}
{{- .Values.networkPolicy.brokerPorts | default ($ports | uniq) | toJson }}
{{- end }}
